import { wire } from './play.ts';

/*
 * Sequences that the protocol's guide tells of and no recording holds: interruptions (4.2, 2.2), the idle time (4.1), a transcription
 * that fails (1.6), and mistakes (4.3, 5). In GA's words.
 */

const created = { type: 'session.created', session: { id: 'sess_1', type: 'realtime', object: 'realtime.session' } };
const answered = 'The park opens at nine and closes at dusk.';

function question(id: string, previous: string | null, text: string): object[] {
  return [
    wire.speechStarted(id),
    { type: 'input_audio_buffer.speech_stopped', item_id: id, audio_end_ms: 900 },
    wire.committed(id, previous),
    wire.added(wire.userVoice(id), previous),
    wire.done(wire.userVoice(id)),
    ...(text === '' ? [] : [wire.hearing(id, text)]),
    wire.heard(id, text),
  ];
}

function begun(response: string, id: string, previous: string): object[] {
  return [
    wire.responseCreated(response),
    wire.outputItem(response, wire.answer(id)),
    wire.added(wire.answer(id), previous),
    { type: 'response.content_part.added', response_id: response, item_id: id, part: { type: 'audio', transcript: '' } },
  ];
}

function ended(response: string, id: string, text: string, status = 'completed', details: object | null = null): object[] {
  const whole = status === 'completed';
  const item = wire.answer(id, whole ? 'completed' : 'incomplete', text);
  const about = { response_id: response, item_id: id, output_index: 0, content_index: 0 };
  return [
    { type: 'response.output_audio.done', ...about },
    { type: 'response.output_audio_transcript.done', ...about, transcript: text },
    { type: 'response.content_part.done', ...about, part: { type: 'audio', transcript: text } },
    wire.done(item),
    wire.outputItemDone(response, item),
    wire.responseDone(response, status, { status_details: details, output: [item] }),
  ];
}

const truncated = (item_id: string, audio_end_ms: number) => ({
  type: 'conversation.item.truncated',
  item_id,
  content_index: 0,
  audio_end_ms,
});
const error = (code: string, message: string) => ({
  type: 'error',
  error: { type: 'invalid_request_error', code, message, param: null, event_id: 'event_of_ours' },
});
const next = [...question('u2', 'a1', 'And on Sunday?'), ...begun('r2', 'a2', 'u2'), wire.words('r2', 'a2', 'At ten.'), ...ended('r2', 'a2', 'At ten.')];

export const RETOLD = {
  'the visitor interrupts an answer that is still being made': [
    created,
    ...question('u1', null, 'When do you open?'),
    ...begun('r1', 'a1', 'u1'),
    wire.words('r1', 'a1', answered),
    wire.speechStarted('u2'),
    ...ended('r1', 'a1', answered, 'cancelled', { type: 'cancelled', reason: 'turn_detected' }),
    truncated('a1', 1000),
    ...next.slice(1),
  ],
  'the visitor interrupts an answer that is complete and still heard': [
    created,
    ...question('u1', null, 'When do you open?'),
    ...begun('r1', 'a1', 'u1'),
    wire.words('r1', 'a1', answered),
    ...ended('r1', 'a1', answered),
    wire.speechStarted('u2'),
    truncated('a1', 1000),
    ...next.slice(1),
  ],
  'the service cuts an answer off by itself, over WebRTC': [
    created,
    ...question('u1', null, 'When do you open?'),
    ...begun('r1', 'a1', 'u1'),
    { type: 'output_audio_buffer.started', response_id: 'r1' },
    wire.words('r1', 'a1', answered),
    ...ended('r1', 'a1', answered),
    wire.speechStarted('u2'),
    { type: 'output_audio_buffer.cleared', response_id: 'r1' },
    truncated('a1', 1000),
    ...next.slice(1),
    { type: 'output_audio_buffer.stopped', response_id: 'r2' },
  ],
  'nobody speaks for the idle time': [
    created,
    { type: 'input_audio_buffer.timeout_triggered', item_id: 'u1', audio_start_ms: 0, audio_end_ms: 6000 },
    wire.added({
      id: 's1',
      type: 'message',
      role: 'system',
      status: 'completed',
      content: [{ type: 'input_text', text: 'No user speech was detected for a while.' }],
    }),
    wire.committed('u1', 's1'),
    wire.added(wire.userVoice('u1'), 's1'),
    wire.done(wire.userVoice('u1')),
    ...begun('r1', 'a1', 'u1'),
    wire.words('r1', 'a1', 'Are you still there?'),
    wire.heard('u1', ''),
    ...ended('r1', 'a1', 'Are you still there?'),
  ],
  'the transcription names a deployment that Azure has not': [
    created,
    ...question('u1', null, '').slice(0, -1),
    {
      type: 'conversation.item.input_audio_transcription.failed',
      item_id: 'u1',
      content_index: 0,
      error: { type: 'invalid_request_error', code: 'DeploymentNotFound', message: 'No such deployment.' },
    },
    ...begun('r1', 'a1', 'u1'),
    wire.words('r1', 'a1', 'Hello.'),
    ...ended('r1', 'a1', 'Hello.'),
  ],
  'the client makes mistakes that the service refuses': [
    created,
    ...question('u1', null, 'When do you open?'),
    error('conversation_already_has_active_response', 'Conversation already has an active response in progress: r1.'),
    ...begun('r1', 'a1', 'u1'),
    error('response_cancel_not_active', 'Cancellation failed: no active response found'),
    wire.words('r1', 'a1', answered),
    error('unsupported_content_type', 'Only model output audio messages can be truncated'),
    ...ended('r1', 'a1', answered),
    error('input_audio_buffer_commit_empty', 'Error committing input audio buffer: buffer too small.'),
  ],
  'the service speaks GA only': [error('beta_api_shape_disabled', 'The Realtime Beta API is no longer supported.')],
  'the answer fails': [
    created,
    ...question('u1', null, 'When do you open?'),
    wire.responseCreated('r1'),
    wire.responseDone('r1', 'failed', {
      status_details: { type: 'failed', error: { type: 'insufficient_quota', code: 'insufficient_quota' } },
    }),
  ],
} as const satisfies Readonly<Record<string, readonly object[]>>;
