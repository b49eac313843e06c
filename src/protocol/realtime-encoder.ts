import { encodeBase64 } from '../base/base64.ts';
import { SETTING, type ClientCommand, type SessionSettings } from './client-command.ts';

/** Where GA and beta differ in what a client sends. */
interface Shape {
  readonly encodeSession: (settings: SessionSettings) => Record<string, unknown>;
  /** Content type of an assistant's text in an item that the client creates. */
  readonly assistantTextType: 'output_text' | 'text';
  /** Whether the answer to a request for consent may say why. */
  readonly approvalReason: boolean;
}

/** The event that each command becomes, the same in GA and beta. */
export const REALTIME_CLIENT_EVENTS = {
  'update-session': 'session.update',
  'append-audio': 'input_audio_buffer.append',
  'commit-audio': 'input_audio_buffer.commit',
  'clear-audio': 'input_audio_buffer.clear',
  'create-message': 'conversation.item.create',
  'create-tool-output': 'conversation.item.create',
  'answer-approval': 'conversation.item.create',
  'retrieve-item': 'conversation.item.retrieve',
  'delete-item': 'conversation.item.delete',
  'truncate-item': 'conversation.item.truncate',
  'create-response': 'response.create',
  'cancel-response': 'response.cancel',
  'clear-output': 'output_audio_buffer.clear',
} as const satisfies Readonly<Record<ClientCommand['type'], string>>;

/** One command as text frames. `event_id` is always given where the command has one: errors are matched by it. */
export function encodeRealtimeCommand(command: ClientCommand, shape: Shape): string[] {
  // Fifty times a second, and base64 needs no escaping: no detour over an object.
  if (command.type === 'append-audio') {
    return [`{"type":"input_audio_buffer.append","audio":"${encodeBase64(command.pcm)}"}`];
  }
  const id = command.eventId === undefined ? {} : { event_id: command.eventId };
  const frame = JSON.stringify({ type: REALTIME_CLIENT_EVENTS[command.type], ...fieldsOf(command, shape), ...id });
  return command.type === 'update-session' ? updates(frame, command.settings) : [frame];
}

/** The vendors have no words for a task or for the language of the answers: the relay does, which makes instructions of them. */
function updates(update: string, { task, language, outputLanguage }: SessionSettings): string[] {
  if (outputLanguage === undefined && (task === undefined || task === 'transcription')) return [update];
  const name = outputLanguage === undefined ? 'task' : 'outputLanguage';
  const extension = {
    type: 'extension.relay.session',
    event_id: `${SETTING}${name}`,
    task: task ?? null,
    language: language ?? null,
    output_language: outputLanguage ?? null,
  };
  return [update, JSON.stringify(extension)];
}

function fieldsOf(command: Exclude<ClientCommand, { type: 'append-audio' }>, shape: Shape): Record<string, unknown> {
  switch (command.type) {
    case 'update-session':
      return { session: shape.encodeSession(command.settings) };
    case 'create-message': {
      const type = command.role === 'user' ? 'input_text' : shape.assistantTextType;
      const content = [
        ...(command.text === '' ? [] : [{ type, text: command.text }]),
        ...(command.images ?? []).map((image) => ({ type: 'input_image', image_url: image })),
      ];
      return { item: { id: command.itemId, type: 'message', role: command.role, content } };
    }
    case 'create-tool-output':
      return { item: { type: 'function_call_output', call_id: command.callId, output: command.output } };
    case 'answer-approval': {
      const { itemId: id, approvalId: approval_request_id, approve, reason } = command;
      const why = shape.approvalReason && reason !== undefined && { reason };
      return { item: { id, type: 'mcp_approval_response', approval_request_id, approve, ...why } };
    }
    case 'retrieve-item':
    case 'delete-item':
      return { item_id: command.itemId };
    case 'truncate-item':
      return { item_id: command.itemId, content_index: command.contentIndex, audio_end_ms: command.audioEndMs };
    case 'cancel-response':
      return command.responseId === undefined ? {} : { response_id: command.responseId };
    default:
      return {};
  }
}
