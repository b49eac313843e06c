import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openaiBeta } from '../../../src/protocol/openai-beta.ts';
import { openai } from '../../../src/protocol/openai.ts';
import type { ServerEvent } from '../../../src/protocol/server-event.ts';
import { officialExamples, recordedFrames, type Frame } from './frames/load-frames.ts';

const read = (frame: string | ArrayBuffer): ServerEvent => openai.open({}).decode(frame)[0]!;
const decode = (frame: object): ServerEvent => read(JSON.stringify(frame));

/** What our own words for a frame are; absent: nothing here needs it. */
const NAMES: Readonly<Record<string, ServerEvent['type']>> = {
  error: 'error',
  'session.created': 'session-created',
  'session.updated': 'session-updated',
  'conversation.item.added': 'item-added',
  'conversation.item.created': 'item-added',
  'conversation.item.done': 'item-done',
  'conversation.item.deleted': 'item-deleted',
  'conversation.item.truncated': 'item-truncated',
  'input_audio_buffer.speech_started': 'speech-started',
  'input_audio_buffer.speech_stopped': 'speech-stopped',
  'input_audio_buffer.committed': 'input-committed',
  'input_audio_buffer.cleared': 'input-cleared',
  'input_audio_buffer.timeout_triggered': 'input-timeout',
  'conversation.item.input_audio_transcription.delta': 'input-transcript-delta',
  'conversation.item.input_audio_transcription.completed': 'input-transcript-done',
  'conversation.item.input_audio_transcription.failed': 'input-transcript-failed',
  'response.created': 'response-created',
  'response.done': 'response-done',
  'response.output_item.added': 'output-item-added',
  'response.output_item.done': 'output-item-done',
  'response.output_text.delta': 'text-delta',
  'response.text.delta': 'text-delta',
  'response.output_text.done': 'text-done',
  'response.text.done': 'text-done',
  'response.output_audio.delta': 'audio-delta',
  'response.audio.delta': 'audio-delta',
  'response.output_audio.done': 'audio-done',
  'response.audio.done': 'audio-done',
  'response.output_audio_transcript.delta': 'transcript-delta',
  'response.audio_transcript.delta': 'transcript-delta',
  'response.output_audio_transcript.done': 'transcript-done',
  'response.audio_transcript.done': 'transcript-done',
  'output_audio_buffer.started': 'output-audio-started',
  'output_audio_buffer.stopped': 'output-audio-stopped',
  'output_audio_buffer.cleared': 'output-audio-cleared',
  'response.mcp_call.in_progress': 'tool-activity',
  'mcp_list_tools.failed': 'warning',
};

function expectUnderstood(frame: Frame): void {
  for (const dialect of [openai, openaiBeta]) {
    const [event, ...more] = dialect.open({}).decode(JSON.stringify(frame));
    expect(more).toEqual([]);
    if (event === undefined) throw new Error('no event');
    expect(event.type, JSON.stringify(event)).toBe(NAMES[frame.type] ?? 'unknown');
    expect(event.raw).toEqual(frame);
  }
}

describe('frames that real services sent', () => {
  for (const recording of ['openai-ga', 'openai-sideband', 'azure-ga', 'azure-voice-live'] as const) {
    const frames = recordedFrames(recording).filter(({ from }) => from === 'server');
    it.each(frames)(`of ${recording} are understood: $frame.type ($cassette)`, ({ frame }) => expectUnderstood(frame));
  }

  it.each(officialExamples())('of the official document are understood: $schema', ({ frame }) =>
    expectUnderstood(frame),
  );

  it('tell whose dialect a session speaks', () => {
    for (const recording of ['openai-ga', 'azure-ga', 'azure-voice-live'] as const) {
      const created = recordedFrames(recording).find(({ frame }) => frame.type === 'session.created')!;
      const expected = recording === 'azure-voice-live' ? 'openai-beta' : 'openai';
      expect(decode(created.frame)).toMatchObject({ type: 'session-created', dialect: expected });
    }
  });

  it('tell when a session ends, in milliseconds', () => {
    const created = recordedFrames('openai-ga')[0]!.frame;
    expect(decode(created)).toMatchObject({ sessionId: 'sess_E6U0wu9FmdwQ0Lgv9ESYH', expiresAt: 1_785_217_650_000 });
  });

  it('tell whether the service interrupts by itself, flat or nested', () => {
    const detection = (turn_detection: unknown) => [
      decode({ type: 'session.updated', session: { type: 'realtime', audio: { input: { turn_detection } } } }),
      decode({ type: 'session.updated', session: { turn_detection } }),
    ];
    for (const event of detection({ type: 'server_vad' })) expect(event).toMatchObject({ interruptsResponse: true });
    for (const event of detection({ type: 'server_vad', interrupt_response: false })) {
      expect(event).toMatchObject({ interruptsResponse: false });
    }
    for (const event of detection(null)) expect(event).toMatchObject({ interruptsResponse: false });
    expect(decode({ type: 'session.updated', session: {} })).toMatchObject({ interruptsResponse: null });
  });

  it('carry audio as bytes', () => {
    const frame = recordedFrames('openai-ga').find(
      (entry) => entry.frame.type === 'response.output_audio.delta',
    )!.frame;
    const event = decode(frame);
    expect(event.type === 'audio-delta' && Buffer.from(event.pcm).toString('base64')).toBe(frame['delta']);
  });

  it('tell whose audio the service plays, where it plays it itself', () => {
    for (const what of ['started', 'stopped', 'cleared'] as const) {
      const frame = { type: `output_audio_buffer.${what}`, event_id: 'event_1', response_id: 'resp_1' };
      expect(decode(frame)).toEqual({ type: `output-audio-${what}`, responseId: 'resp_1', raw: frame });
      expect(decode({ type: frame.type })).toMatchObject({ type: `output-audio-${what}`, responseId: '' });
    }
  });

  it('tell of a tool call with its arguments', () => {
    const done = recordedFrames('openai-ga').findLast(({ frame }) => frame.type === 'response.done')!.frame;
    expect(decode(done)).toMatchObject({
      type: 'response-done',
      status: 'completed',
      output: [{ kind: 'tool-call', name: 'get_weather', arguments: '{  \n  "city": "London" \n} \n' }],
    });
  });

  it('tell what an answer cost, where the service counts it', () => {
    const done = recordedFrames('openai-ga').findLast(({ frame }) => frame.type === 'response.done')!.frame;
    const { usage } = done['response'] as { usage: Record<string, unknown> };
    expect(decode(done)).toMatchObject({
      usage: {
        totalTokens: usage['total_tokens'],
        inputTokens: usage['input_tokens'],
        outputTokens: usage['output_tokens'],
        cachedTokens: (usage['input_token_details'] as { cached_tokens: number }).cached_tokens,
      },
    });
    expect(decode({ type: 'response.done', response: { id: 'r', usage: null } })).not.toHaveProperty('usage');
  });

  it('tell why an answer ended early', () => {
    const done = (status: string, status_details: unknown) =>
      decode({ type: 'response.done', response: { id: 'r', status, status_details, output: [] } });
    expect(done('cancelled', { type: 'cancelled', reason: 'turn_detected' })).toMatchObject({
      status: 'cancelled',
      reason: 'turn_detected',
    });
    const error = { type: 'invalid_request_error', code: 'insufficient_quota', message: 'No more.' };
    expect(done('failed', { type: 'failed', error })).toMatchObject({
      status: 'failed',
      reason: 'insufficient_quota',
      message: 'No more.',
    });
  });

  it('mark an answer as out of band only where the service says so', () => {
    const created = (response: object) => decode({ type: 'response.created', response: { id: 'r', ...response } });
    expect(created({ conversation_id: null })).toMatchObject({ outOfBand: true });
    expect(created({ conversation_id: '' })).toMatchObject({ outOfBand: false });
    expect(created({})).toMatchObject({ outOfBand: false });
  });

  it('explain the end of the beta protocol', () => {
    const error = {
      type: 'invalid_request_error',
      code: 'beta_api_shape_disabled',
      message: 'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.',
      param: null,
      event_id: null,
    };
    expect(decode({ type: 'error', event_id: 'event_1', error })).toMatchObject({
      type: 'error',
      code: 'beta_api_shape_disabled',
      clientEventId: null,
    });
  });
});

describe('frames that nobody should send', () => {
  it.each([
    ['', 'not JSON'],
    ['{"type":"response.done"', 'not JSON'],
    ['null', 'not an object'],
    ['[]', 'not an object'],
    ['{}', 'no type'],
    ['{"type":7}', 'no type'],
    ['{"type":"response.done","response":{"id":""}}', 'response.done without response.id'],
    ['{"type":"response.created","response":[]}', 'response.created without response.id'],
    ['{"type":"conversation.item.added","item":{"type":"message"}}', 'conversation.item.added without item'],
    ['{"type":"input_audio_buffer.committed"}', 'input_audio_buffer.committed without item_id'],
    [
      '{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":"*"}',
      'response.output_audio.delta without delta (base64)',
    ],
  ])('%s is malformed, and the reason names what is missing', (text, reason) => {
    expect(read(text)).toMatchObject({ type: 'malformed', reason });
  });

  it('binary frames are malformed', () => {
    expect(read(new ArrayBuffer(4))).toMatchObject({ type: 'malformed', reason: 'a binary frame' });
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'a %s is no type, status or role, but an unknown word',
    (word) => {
      expect(read(`{"type":"${word}"}`)).toMatchObject({ type: 'unknown', wireType: word });
      const item = { id: 'i', type: word, role: word, status: word };
      const added = decode({ type: 'conversation.item.added', item });
      expect(added).toMatchObject({ item: { kind: 'other', role: null, status: null } });
      expect(decode({ type: 'response.done', response: { id: 'r', status: word } })).toMatchObject({
        status: 'failed',
      });
      // It has to cross a port.
      expect(structuredClone(added)).toEqual(added);
    },
  );

  it('never make the decoder throw, and always come out copyable', () => {
    const type = fc.constantFrom(
      ...Object.keys(NAMES),
      'extension.relay.tool_call',
      'extension.middle_tier_tool_response',
      'x',
    );
    const keys = [
      'item',
      'item_id',
      'response',
      'response_id',
      'delta',
      'session',
      'error',
      'content_index',
      'id',
      'tool_result',
    ];
    const value = fc.jsonValue({ maxDepth: 3 });
    const frame = fc
      .tuple(
        type,
        fc.dictionary(fc.constantFrom(...keys), fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value))),
      )
      .map(([name, fields]) => JSON.stringify({ ...fields, type: name }));
    fc.assert(
      fc.property(fc.oneof(frame, fc.json(), fc.string()), (text) => {
        const event = read(text);
        expect(event.type).toMatch(/^[a-z-]+$/);
        expect(() => structuredClone(event)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});
