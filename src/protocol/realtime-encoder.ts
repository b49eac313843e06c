import { encodeBase64 } from '../base/base64.ts';
import { SETTING, type ClientCommand, type SessionSettings } from './client-command.ts';

/** Where GA and beta differ in what a client sends. */
interface Shape {
  readonly encodeSession: (settings: SessionSettings) => Record<string, unknown>;
  /** Content type of an assistant's text in an item that the client creates. */
  readonly assistantTextType: 'output_text' | 'text';
}

/** One command as text frames. `event_id` is always given where the command has one: errors are matched by it. */
export function encodeRealtimeCommand(command: ClientCommand, shape: Shape): string[] {
  // Fifty times a second, and base64 needs no escaping: no detour over an object.
  if (command.type === 'append-audio') {
    return [`{"type":"input_audio_buffer.append","audio":"${encodeBase64(command.pcm)}"}`];
  }
  const id = command.eventId === undefined ? {} : { event_id: command.eventId };
  const frame = JSON.stringify({ ...body(command, shape), ...id });
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

function body(command: Exclude<ClientCommand, { type: 'append-audio' }>, shape: Shape): Record<string, unknown> {
  switch (command.type) {
    case 'update-session':
      return { type: 'session.update', session: shape.encodeSession(command.settings) };
    case 'commit-audio':
      return { type: 'input_audio_buffer.commit' };
    case 'clear-audio':
      return { type: 'input_audio_buffer.clear' };
    case 'create-message':
      return {
        type: 'conversation.item.create',
        item: {
          id: command.itemId,
          type: 'message',
          role: command.role,
          content: [
            ...(command.text === '' ? [] : [{ type: command.role === 'user' ? 'input_text' : shape.assistantTextType, text: command.text }]),
            ...(command.images ?? []).map((image) => ({ type: 'input_image', image_url: image })),
          ],
        },
      };
    case 'create-tool-output':
      return {
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id: command.callId, output: command.output },
      };
    case 'delete-item':
      return { type: 'conversation.item.delete', item_id: command.itemId };
    case 'truncate-item':
      return {
        type: 'conversation.item.truncate',
        item_id: command.itemId,
        content_index: command.contentIndex,
        audio_end_ms: command.audioEndMs,
      };
    case 'create-response':
      return { type: 'response.create' };
    case 'cancel-response':
      return {
        type: 'response.cancel',
        ...(command.responseId !== undefined && { response_id: command.responseId }),
      };
    case 'clear-output':
      return { type: 'output_audio_buffer.clear' };
  }
}
