import { describe, expect, it, vi } from 'vitest';
import type { SessionSettings } from '../../../src/protocol/client-command.ts';
import { openaiBeta } from '../../../src/protocol/openai-beta.ts';
import { openai } from '../../../src/protocol/openai.ts';
import type { RealtimeErrorEvent } from '../../../src/session/session-events.ts';
import { settingsUpdate } from '../../../src/session/session-settings.ts';
import { checkSettings } from '../../../src/session/settings-check.ts';
import { connected, portsAreRead } from './open-session.ts';

const frames = (dialect: typeof openai, settings: SessionSettings): unknown[] =>
  dialect
    .open(settings)
    .encode({ type: 'update-session', settings })
    .map((frame) => JSON.parse(frame as string) as unknown);

const everything: SessionSettings = {
  output: 'text',
  voice: 'marin',
  speed: 1.2,
  language: 'en',
  instructions: 'Be kind.',
  turnDetection: { type: 'server-vad', threshold: 0.6, prefixPaddingMs: 200, silenceDurationMs: 600, interruptsResponse: false },
  idleTimeoutMs: 6_000,
  noiseReduction: 'far-field',
  tools: [{ name: 'dim', description: 'Dims the page.', parameters: { type: 'object' } }],
  mcpServers: [{ label: 'docs', url: 'https://mcp.test', allowedTools: ['search'], requireApproval: 'never' }],
  toolChoice: { name: 'dim' },
  maxOutputTokens: 300,
};

describe('what a page asks of a session', () => {
  it('is said in full in GA’s words', () => {
    expect(frames(openai, everything)).toEqual([
      {
        type: 'session.update',
        session: {
          type: 'realtime',
          output_modalities: ['text'],
          instructions: 'Be kind.',
          audio: {
            input: {
              turn_detection: {
                type: 'server_vad',
                threshold: 0.6,
                prefix_padding_ms: 200,
                silence_duration_ms: 600,
                interrupt_response: false,
                idle_timeout_ms: 6_000,
              },
              transcription: { language: 'en' },
              noise_reduction: { type: 'far_field' },
            },
            output: { voice: 'marin', speed: 1.2 },
          },
          tools: [
            { type: 'function', name: 'dim', description: 'Dims the page.', parameters: { type: 'object' } },
            { type: 'mcp', server_label: 'docs', server_url: 'https://mcp.test', allowed_tools: ['search'], require_approval: 'never' },
          ],
          tool_choice: { type: 'function', name: 'dim' },
          max_output_tokens: 300,
        },
      },
    ]);
  });

  it('is said in beta’s words as far as it has some, and what it has none for is named', () => {
    const [update] = frames(openaiBeta, everything);
    expect(update).toEqual({
      type: 'session.update',
      session: {
        modalities: ['text'],
        instructions: 'Be kind.',
        voice: 'marin',
        speed: 1.2,
        turn_detection: {
          type: 'server_vad',
          threshold: 0.6,
          prefix_padding_ms: 200,
          silence_duration_ms: 600,
          interrupt_response: false,
        },
        input_audio_transcription: { language: 'en' },
        input_audio_noise_reduction: { type: 'far_field' },
        tools: [{ type: 'function', name: 'dim', description: 'Dims the page.', parameters: { type: 'object' } }],
        tool_choice: { type: 'function', name: 'dim' },
        max_response_output_tokens: 300,
      },
    });
    expect(openaiBeta.open({}).unsupported!(everything)).toEqual(['idleTimeoutMs', 'mcpServers']);
    expect(openai.open({}).unsupported?.(everything) ?? []).toEqual([]);
  });

  it('switches off what is none: turn detection, noise reduction, the idle time', () => {
    const [update] = frames(openai, { turnDetection: 'none', noiseReduction: 'none' });
    expect(update).toMatchObject({ session: { audio: { input: { turn_detection: null, noise_reduction: null } } } });
    const [idle] = frames(openai, { idleTimeoutMs: null });
    expect(idle).toMatchObject({ session: { audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: null } } } } });
  });

  it('a transcription hears, and asks for no answers, without a relay of ours', () => {
    expect(frames(openai, { task: 'transcription' })).toEqual([
      {
        type: 'session.update',
        session: { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', create_response: false } } } },
      },
    ]);
  });

  it('the language of the answers, and a translation, are asked of the relay, since the vendors have no words for it', () => {
    expect(frames(openai, { task: 'translation', language: 'en', outputLanguage: 'de' })[1]).toEqual({
      type: 'extension.relay.session',
      event_id: 'setting_outputLanguage',
      task: 'translation',
      language: 'en',
      output_language: 'de',
    });
  });

  it.each([
    [{ speed: 3 }, 'speed'],
    [{ maxOutputTokens: 0 }, 'maxOutputTokens'],
    [{ maxOutputTokens: 1.5 }, 'maxOutputTokens'],
    [{ idleTimeoutMs: 10 }, 'idleTimeoutMs'],
    [{ language: 'English, please' }, 'language'],
    [{ outputLanguage: '' }, 'outputLanguage'],
    [{ task: 'poem' }, 'task'],
    [{ voice: 7 }, 'voice'],
    [{ instructions: 'x'.repeat(100_001) }, 'instructions'],
    [{ turnDetection: 'manual' }, 'turnDetection'],
    [{ turnDetection: {} }, 'turnDetection.type'],
    [{ turnDetection: { type: 'server-vad', threshold: 2 } }, 'turnDetection.threshold'],
    [{ turnDetection: { type: 'semantic-vad', eagerness: 'very' } }, 'turnDetection.eagerness'],
    [{ turnDetection: { type: 'server-vad', createsResponse: 'no' } }, 'turnDetection.createsResponse'],
    [{ toolChoice: 'maybe' }, 'toolChoice'],
    [{ toolChoice: {} }, 'toolChoice'],
    [{ mcpServers: {} }, 'mcpServers'],
    [{ mcpServers: [{ label: 'a b', url: 'https://mcp.test' }] }, 'mcpServers[0].label'],
    [{ mcpServers: [{ label: 'a', url: 'http://mcp.test' }] }, 'mcpServers[0].url'],
    [{ mcpServers: [null] }, 'mcpServers[0].label'],
  ])('%j is refused, and the error names it', (settings, name) => {
    expect(() => checkSettings(settings)).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        message: expect.stringMatching(new RegExp(`^${name.replaceAll(/[[\].]/g, '\\$&')} is .*it may be`)) as string,
      }) as Error,
    );
  });
});

describe('a setting that the other side does not take', () => {
  it('is told to the developer by its name, and the conversation goes on', async () => {
    const { connection, session } = await connected({ outputLanguage: 'de' });
    const told: { code: string; message: string }[] = [];
    session.addEventListener('realtime-error', (event) => told.push((event as RealtimeErrorEvent).error));
    await connection.next('extension.relay.session');
    connection.say({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'invalid_value', message: 'Unknown type.', event_id: 'setting_outputLanguage' },
    });
    await portsAreRead();
    expect(told).toMatchObject([{ code: 'unsupported-setting', message: expect.stringContaining('outputLanguage') as string }]);
    expect(session.snapshot.status).toBe('listening');
  });

  it('is told before anything is asked where the dialect has no words for it', async () => {
    const { connection, session } = await connected({ dialect: 'openai-beta' });
    const told: { code: string; message: string }[] = [];
    session.addEventListener('realtime-error', (event) => told.push((event as RealtimeErrorEvent).error));
    session.configure({ idleTimeoutMs: 6_000, maxOutputTokens: 100 });
    const update = await connection.next('session.update');
    expect(update['session']).toEqual({ max_response_output_tokens: 100 });
    await portsAreRead();
    expect(told).toMatchObject([
      { code: 'unsupported-setting', message: 'The dialect "openai-beta" cannot say idleTimeoutMs as it was set; the rest holds.' },
    ]);
  });

  it('a face that only writes down does not think after every sentence', async () => {
    const { connection, session } = await connected({ task: 'transcription' });
    connection.say(
      { type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 },
      { type: 'input_audio_buffer.speech_stopped', item_id: 'u', audio_end_ms: 900 },
      { type: 'input_audio_buffer.committed', item_id: 'u', previous_item_id: null },
    );
    await portsAreRead();
    expect(session.snapshot.status).toBe('listening');
  });
});

describe('a setting that the page takes back while a session stands', () => {
  it.each([
    ['task', { task: 'translation', outputLanguage: 'de' }, ['task', 'outputLanguage'], { task: 'assistant' }],
    ['the language of the answers', { outputLanguage: 'de' }, ['outputLanguage'], { task: 'assistant' }],
    ['the choice of a tool', { toolChoice: 'none' }, ['toolChoice'], { toolChoice: 'auto' }],
    ['written answers', { output: 'text' }, ['output'], { output: 'audio' }],
    ['the pace', { speed: 1.4 }, ['speed'], { speed: 1 }],
    ['noise reduction', { noiseReduction: 'far-field' }, ['noiseReduction'], { noiseReduction: 'none' }],
    ['going on by itself', { idleTimeoutMs: 6_000 }, ['idleTimeoutMs'], { idleTimeoutMs: null }],
    ['servers of tools', { mcpServers: [{ label: 'a', url: 'https://a.test' }] }, ['mcpServers'], { mcpServers: [] }],
    [
      'who asks for an answer',
      { turnDetection: { type: 'server-vad', createsResponse: false, interruptsResponse: false } },
      ['turnDetection'],
      { turnDetection: { type: 'server-vad', createsResponse: true, interruptsResponse: true } },
    ],
  ] as const)('is told to the service by its default: %s', (_what, before, names, told) => {
    const after = Object.fromEntries(Object.entries(before).filter(([name]) => !(names as readonly string[]).includes(name)));
    expect(settingsUpdate(before as SessionSettings, after)).toEqual({ ...after, ...told });
  });

  it('lets a service that only wrote down answer again', () => {
    expect(settingsUpdate({ task: 'transcription' }, {})).toEqual({
      task: 'assistant',
      turnDetection: { type: 'server-vad', createsResponse: true },
    });
    expect(settingsUpdate({ task: 'transcription' }, { turnDetection: 'semantic-vad' })).toEqual({
      task: 'assistant',
      turnDetection: { type: 'semantic-vad', createsResponse: true },
    });
    expect(settingsUpdate({ task: 'transcription' }, { turnDetection: 'none' })).toEqual({
      task: 'assistant',
      turnDetection: 'none',
    });
  });

  it('names no silence after which to go on to turn detection that knows none', () => {
    expect(settingsUpdate({ idleTimeoutMs: 6_000 }, { turnDetection: 'semantic-vad' })).toEqual({
      turnDetection: 'semantic-vad',
    });
  });

  it('reaches the relay', async () => {
    const { session, connection } = await connected({ mode: 'text', outputLanguage: 'de', task: 'translation' });
    expect(await connection.next('extension.relay.session')).toMatchObject({ task: 'translation', output_language: 'de' });
    session.configure({ task: undefined, outputLanguage: undefined });
    expect(await connection.next('extension.relay.session')).toMatchObject({ task: 'assistant', output_language: null });
  });

  it('takes the tools of the page along', async () => {
    const tool = { name: 'dim', description: '', parameters: {}, run: () => 1 };
    const { session, connection } = await connected({ mode: 'text', tools: [tool] });
    session.configure({ tools: undefined });
    await vi.waitFor(() => expect(connection.sent.at(-1)).toMatchObject({ session: { tools: [] } }));
  });
});
