import { describe, expect, it } from 'vitest';
import type { ClientCommand } from '../../../src/protocol/client-command.ts';
import { openaiBeta } from '../../../src/protocol/openai-beta.ts';
import { openai } from '../../../src/protocol/openai.ts';
import { recordedFrames, type Recording } from './frames/load-frames.ts';

const ga = (command: ClientCommand) => JSON.parse(String(openai.open({}).encode(command)[0])) as Record<string, unknown>;
const beta = (command: ClientCommand) => JSON.parse(String(openaiBeta.open({}).encode(command)[0])) as Record<string, unknown>;

function recorded(recording: Recording, type: string, role?: string) {
  return recordedFrames(recording).find(
    ({ from, frame }) =>
      from === 'client' &&
      frame.type === type &&
      (role === undefined || (frame['item'] as { role?: string }).role === role),
  )!.frame;
}

describe('what the widget sends', () => {
  it('appends audio as recorded clients did', () => {
    const frame = recorded('openai-ga', 'input_audio_buffer.append');
    const pcm = new Uint8Array(Buffer.from(frame['audio'] as string, 'base64'));
    expect(ga({ type: 'append-audio', pcm })).toEqual(frame);
    expect(beta({ type: 'append-audio', pcm })).toEqual(frame);
  });

  it('creates messages as recorded clients did, with an id of its own', () => {
    const user = recorded('openai-ga', 'conversation.item.create', 'user');
    const text = 'My name is Alice and my favorite color is teal.';
    const command = { type: 'create-message', itemId: 'item_1', role: 'user', text } as const;
    const item = { ...(user['item'] as object), id: 'item_1' };
    expect(ga(command)).toEqual({ ...user, item });
    expect(beta(command)).toEqual({ ...user, item });
  });

  it('restores an assistant’s message as output_text; the beta protocol calls it text', () => {
    const frame = recorded('openai-ga', 'conversation.item.create', 'assistant');
    const command = {
      type: 'create-message',
      itemId: 'item_1',
      role: 'assistant',
      text: 'Nice to meet you, Alice!',
    } as const;
    expect(ga(command)).toEqual({ ...frame, item: { ...(frame['item'] as object), id: 'item_1' } });
    expect(beta(command)).toMatchObject({ item: { content: [{ type: 'text', text: 'Nice to meet you, Alice!' }] } });
  });

  it('answers a tool call as recorded clients did', () => {
    const output = 'It is foggy and 12 degrees in London.';
    const create = recordedFrames('openai-ga').findLast(
      ({ frame }) => frame.type === 'conversation.item.create',
    )!.frame;
    const { call_id } = create['item'] as { call_id: string };
    for (const encode of [ga, beta])
      expect(encode({ type: 'create-tool-output', callId: call_id, output })).toEqual(create);
  });

  it('asks for an answer as recorded clients did, with an id to match an error by', () => {
    expect(ga({ type: 'create-response' })).toEqual(recorded('openai-ga', 'response.create'));
    expect(ga({ type: 'create-response', eventId: 'create_1' })).toEqual({
      type: 'response.create',
      event_id: 'create_1',
    });
  });

  it('writes the small commands alike in both dialects', () => {
    const rows: [ClientCommand, object][] = [
      [{ type: 'commit-audio' }, { type: 'input_audio_buffer.commit' }],
      [
        { type: 'clear-audio', eventId: 'e' },
        { type: 'input_audio_buffer.clear', event_id: 'e' },
      ],
      [
        { type: 'delete-item', itemId: 'i' },
        { type: 'conversation.item.delete', item_id: 'i' },
      ],
      [
        { type: 'truncate-item', itemId: 'i', contentIndex: 0, audioEndMs: 1500 },
        { type: 'conversation.item.truncate', item_id: 'i', content_index: 0, audio_end_ms: 1500 },
      ],
      [
        { type: 'retrieve-item', itemId: 'i', eventId: 'e' },
        { type: 'conversation.item.retrieve', item_id: 'i', event_id: 'e' },
      ],
      [{ type: 'cancel-response' }, { type: 'response.cancel' }],
      [
        { type: 'cancel-response', responseId: 'r' },
        { type: 'response.cancel', response_id: 'r' },
      ],
      [
        { type: 'clear-output', eventId: 'e' },
        { type: 'output_audio_buffer.clear', event_id: 'e' },
      ],
    ];
    for (const [command, frame] of rows) {
      expect(ga(command)).toEqual(frame);
      expect(beta(command)).toEqual(frame);
    }
  });

  it('gives or refuses consent to a tool of an MCP server; Voice Live takes no reason', () => {
    const command = {
      type: 'answer-approval',
      itemId: 'item_1',
      approvalId: 'mcpr_1',
      approve: false,
      reason: 'Not now.',
    } as const;
    const item = { id: 'item_1', type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: false };
    expect(ga(command)).toEqual({ type: 'conversation.item.create', item: { ...item, reason: 'Not now.' } });
    expect(beta(command)).toEqual({ type: 'conversation.item.create', item });
  });

  it('configures a GA session nested and typed', () => {
    const parameters = { type: 'object', properties: {} };
    const settings = {
      output: 'audio',
      voice: 'marin',
      language: 'en',
      turnDetection: 'semantic-vad',
      tools: [{ name: 'dim', description: 'Dims the page.', parameters }],
    } as const;
    expect(ga({ type: 'update-session', settings })).toEqual({
      type: 'session.update',
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        audio: {
          input: { turn_detection: { type: 'semantic_vad' }, transcription: { language: 'en' } },
          output: { voice: 'marin' },
        },
        tools: [{ type: 'function', name: 'dim', description: 'Dims the page.', parameters }],
      },
    });
    expect(beta({ type: 'update-session', settings })).toEqual({
      type: 'session.update',
      session: {
        modalities: ['text', 'audio'],
        voice: 'marin',
        turn_detection: { type: 'semantic_vad' },
        input_audio_transcription: { language: 'en' },
        tools: [{ type: 'function', name: 'dim', description: 'Dims the page.', parameters }],
      },
    });
  });

  it.each([
    ['pcm16', { type: 'audio/pcm', rate: 24_000 }, 'pcm16'],
    ['g711-ulaw', { type: 'audio/pcmu' }, 'g711_ulaw'],
    ['g711-alaw', { type: 'audio/pcma' }, 'g711_alaw'],
  ] as const)('asks for %s both ways, beside what else was asked', (audioFormat, format, name) => {
    const settings = { audioFormat, voice: 'marin', language: 'en' } as const;
    expect(ga({ type: 'update-session', settings })).toEqual({
      type: 'session.update',
      session: {
        type: 'realtime',
        audio: { input: { format, transcription: { language: 'en' } }, output: { format, voice: 'marin' } },
      },
    });
    expect(beta({ type: 'update-session', settings })).toEqual({
      type: 'session.update',
      session: {
        voice: 'marin',
        input_audio_format: name,
        output_audio_format: name,
        input_audio_transcription: { language: 'en' },
      },
    });
    expect(ga({ type: 'update-session', settings: { audioFormat } })).toEqual({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { format }, output: { format } } },
    });
  });

  it('switches turn detection off with null, and takes all tools back with an empty list', () => {
    const settings = { output: 'text', turnDetection: 'none', tools: [] } as const;
    expect(ga({ type: 'update-session', settings })).toEqual({
      type: 'session.update',
      session: { type: 'realtime', output_modalities: ['text'], audio: { input: { turn_detection: null } }, tools: [] },
    });
    expect(beta({ type: 'update-session', settings })).toEqual({
      type: 'session.update',
      session: { modalities: ['text'], turn_detection: null, tools: [] },
    });
  });

  it('says nothing of what it was not asked for', () => {
    expect(ga({ type: 'update-session', settings: {} })).toEqual({
      type: 'session.update',
      session: { type: 'realtime' },
    });
    expect(beta({ type: 'update-session', settings: {} })).toEqual({ type: 'session.update', session: {} });
  });
});
