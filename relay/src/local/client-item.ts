import { AudioDecoder, type AudioFormat } from './audio-format.js';
import type { ContentPart, Entry, Item } from './conversation.js';
import { type Fields, invalid, list, object, oneOf, onlyKnown, required, text } from './fields.js';
import { createId } from './ids.js';

/** What a part may be, by the role of its message. Assistant audio cannot be put back: the service refuses it too. */
const PARTS = {
  user: ['input_text', 'input_audio', 'input_image'],
  system: ['input_text'],
  assistant: ['output_text'],
} as const;

/** Checks an item that a client creates and completes it. `format` is that of its audio. */
export function clientItem(value: unknown, format: AudioFormat, path = 'item'): Entry {
  const fields = object(value, path);
  const type = oneOf(required(fields, 'type', `${path}.type`), `${path}.type`, [
    'message',
    'function_call',
    'function_call_output',
  ]);
  const id = fields['id'] == null ? createId('item') : text(fields['id'], `${path}.id`, 64);
  if (id === '' || id === 'root')
    throw invalid(`Invalid '${path}.id': '${id}' cannot be the id of an item.`, `${path}.id`);
  const words = (key: string, maxLength?: number): string =>
    text(required(fields, key, `${path}.${key}`), `${path}.${key}`, maxLength);
  if (type === 'message') return message(fields, id, format, path);
  if (type === 'function_call') {
    onlyKnown(fields, ['id', 'object', 'type', 'status', 'name', 'call_id', 'arguments'], path);
    const callId = fields['call_id'] === undefined ? createId('call') : words('call_id', 64);
    return {
      item: { id, type, status: 'completed', name: words('name', 64), call_id: callId, arguments: words('arguments') },
    };
  }
  onlyKnown(fields, ['id', 'object', 'type', 'status', 'call_id', 'output'], path);
  return { item: { id, type, call_id: words('call_id', 64), output: words('output') } };
}

function message(fields: Fields, id: string, format: AudioFormat, path: string): Entry {
  onlyKnown(fields, ['id', 'object', 'type', 'status', 'role', 'content', 'phase'], path);
  const role = oneOf(required(fields, 'role', `${path}.role`), `${path}.role`, ['user', 'assistant', 'system']);
  const parts = list(required(fields, 'content', `${path}.content`), `${path}.content`, 64);
  const heard: Int16Array[] = [];
  const content = parts.map((value, index): ContentPart => {
    const at = `${path}.content[${index}]`;
    const part = object(value, at);
    const type = oneOf(required(part, 'type', `${at}.type`), `${at}.type`, PARTS[role]);
    const optional = (key: string): string | null => (part[key] == null ? null : text(part[key], `${at}.${key}`));
    switch (type) {
      case 'input_audio': {
        const decoder = new AudioDecoder(format);
        const bytes = audioBytes(required(part, 'audio', `${at}.audio`), `${at}.audio`, format);
        heard.push(decoder.decode(bytes), decoder.flush());
        return { type, transcript: optional('transcript') };
      }
      case 'input_image':
        return {
          type,
          image_url: text(required(part, 'image_url', `${at}.image_url`), `${at}.image_url`, 20_000_000),
          detail: optional('detail') ?? 'auto',
        };
      default:
        return { type, text: text(required(part, 'text', `${at}.text`), `${at}.text`) };
    }
  });
  const item: Item = { id, type: 'message', status: 'completed', role, content };
  if (heard.length === 0) return { item };
  const audio = new Int16Array(heard.reduce((length, samples) => length + samples.length, 0));
  let at = 0;
  for (const samples of heard) {
    audio.set(samples, at);
    at += samples.length;
  }
  return { item, audio, audioMs: audio.length / 24 };
}

/** 15 MiB of audio in one event, as documented. */
const MAX_APPEND_BYTES = 15 * 1024 * 1024;

/** Decodes base64 audio strictly: Node's decoder would skip over anything. */
export function audioBytes(value: unknown, path: string, format: AudioFormat): Buffer {
  const encoded = text(value, path, Number.MAX_SAFE_INTEGER);
  const padding = encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0;
  const length = (encoded.length / 4) * 3 - padding;
  if (length > MAX_APPEND_BYTES) {
    throw invalid(`Invalid '${path}': audio is larger than the maximum of 15 MiB in one event.`, path);
  }
  const bytes = Buffer.from(encoded, 'base64');
  if (encoded.length % 4 !== 0 || bytes.length !== length) {
    throw invalid(`Invalid '${path}'. Expected base64-encoded audio bytes, but could not decode them as base64.`, path);
  }
  if (format.type === 'audio/pcm' && bytes.length % 2 !== 0) {
    throw invalid(
      `Invalid '${path}'. Expected 16-bit samples, but got an odd number of bytes (${bytes.length}).`,
      path,
    );
  }
  return bytes;
}
