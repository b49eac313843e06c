import type { Item } from './conversation.js';
import { ClientMistake, type Fields } from './fields.js';
import type { SessionSettings } from './session-settings.js';

/** The beta dialect (Azure's preview endpoints): translated at the door, so that all behind it speaks GA only. */

const EVENT_NAMES: Readonly<Record<string, string>> = {
  'conversation.item.added': 'conversation.item.created',
  'response.output_text.delta': 'response.text.delta',
  'response.output_text.done': 'response.text.done',
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
};
/** What the beta never sent. */
const UNKNOWN_EVENTS = new Set(['conversation.item.done', 'input_audio_buffer.timeout_triggered']);

/** A beta key of the session and the way to its place in GA. */
const SESSION_KEYS: Readonly<Record<string, readonly string[]>> = {
  model: ['model'],
  modalities: ['output_modalities'],
  instructions: ['instructions'],
  voice: ['audio', 'output', 'voice'],
  speed: ['audio', 'output', 'speed'],
  input_audio_format: ['audio', 'input', 'format'],
  output_audio_format: ['audio', 'output', 'format'],
  input_audio_transcription: ['audio', 'input', 'transcription'],
  input_audio_noise_reduction: ['audio', 'input', 'noise_reduction'],
  turn_detection: ['audio', 'input', 'turn_detection'],
  tools: ['tools'],
  tool_choice: ['tool_choice'],
  max_response_output_tokens: ['max_output_tokens'],
  tracing: ['tracing'],
};
const RESPONSE_KEYS: Readonly<Record<string, readonly string[]>> = {
  ...SESSION_KEYS,
  max_output_tokens: ['max_output_tokens'],
  conversation: ['conversation'],
  metadata: ['metadata'],
  input: ['input'],
};
const FORMATS = { pcm16: 'audio/pcm', g711_ulaw: 'audio/pcmu', g711_alaw: 'audio/pcma' } as const;

/** A beta client's event in the GA shape. Throws a `ClientMistake` for what the beta did not have. */
export function betaClientEvent(event: Fields): Fields {
  const { type, session, response, item } = event;
  if (type === 'session.update' && isObject(session))
    return { ...event, session: { type: 'realtime', ...moved(session, SESSION_KEYS, 'session') } };
  if (type === 'response.create' && isObject(response)) {
    const { input, ...rest } = moved(response, RESPONSE_KEYS, 'response');
    return { ...event, response: { ...rest, ...(Array.isArray(input) ? { input: input.map(clientItem) } : {}) } };
  }
  if (type === 'conversation.item.create') return { ...event, item: clientItem(item) };
  return event;
}

/** A GA server event in the beta shape, or undefined when the beta has none like it. */
export function betaServerEvent(event: Fields): Fields | undefined {
  const { type, obfuscation: _, ...rest } = event;
  if (UNKNOWN_EVENTS.has(String(type))) return undefined;
  const result: Record<string, unknown> = { type: EVENT_NAMES[String(type)] ?? type, ...rest };
  if (isObject(rest['session'])) result['session'] = betaSession(rest['session'] as unknown as SessionSettings);
  if (isObject(rest['item'])) result['item'] = betaItem(rest['item'] as unknown as Item);
  if (isObject(rest['response'])) result['response'] = betaResponse(rest['response']);
  if (isObject(rest['error'])) {
    const { code, param } = rest['error'];
    // An unknown key is told as the client wrote it.
    result['error'] = { ...rest['error'], param: code === 'unknown_parameter' ? param : betaParam(param) };
  }
  return result;
}

function moved(fields: Fields, keys: Readonly<Record<string, readonly string[]>>, path: string): Fields {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    // `temperature` was checked and listed by the beta; there is nothing here that it could change.
    if (key === 'temperature') continue;
    const way = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (way === undefined) {
      const param = `${path}.${key.slice(0, 64)}`;
      throw new ClientMistake('unknown_parameter', `Unknown parameter: '${param}'.`, param);
    }
    let place = result;
    for (const step of way.slice(0, -1)) place = (place[step] ??= {}) as Record<string, unknown>;
    place[way.at(-1)!] = movedValue(key, value, `${path}.${key}`);
  }
  return result;
}

function movedValue(key: string, value: unknown, path: string): unknown {
  if (key === 'input_audio_format' || key === 'output_audio_format') {
    const type =
      typeof value === 'string' && Object.hasOwn(FORMATS, value) ? FORMATS[value as keyof typeof FORMATS] : undefined;
    if (type !== undefined) return { type };
    throw new ClientMistake(
      'invalid_value',
      `Invalid value. Supported values are: 'pcm16', 'g711_ulaw' and 'g711_alaw'.`,
      path,
    );
  }
  if (key !== 'modalities') return value;
  const names = Array.isArray(value) ? [...new Set(value as unknown[])].sort() : [];
  if (names.length === 1 && names[0] === 'text') return ['text'];
  if (names.length === 2 && names[0] === 'audio' && names[1] === 'text') return ['audio'];
  throw new ClientMistake(
    'invalid_value',
    `Invalid modalities: ${JSON.stringify(value)?.slice(0, 80)}. Supported combinations are: ['text'] and ['audio', 'text'].`,
    path,
  );
}

function clientItem(item: unknown): unknown {
  if (!isObject(item) || item['role'] !== 'assistant' || !Array.isArray(item['content'])) return item;
  const content = (item['content'] as unknown[]).map((part) =>
    isObject(part) && part['type'] === 'text' ? Object.assign({}, part, { type: 'output_text' }) : part,
  );
  return { ...item, content };
}

function betaSession({ audio, ...session }: SessionSettings): Fields {
  return {
    id: session.id,
    object: session.object,
    model: session.model,
    expires_at: session.expires_at,
    modalities: betaModalities(session.output_modalities),
    instructions: session.instructions,
    voice: audio.output.voice,
    input_audio_format: betaFormat(audio.input.format.type),
    output_audio_format: betaFormat(audio.output.format.type),
    input_audio_transcription: audio.input.transcription,
    input_audio_noise_reduction: audio.input.noise_reduction,
    turn_detection: audio.input.turn_detection,
    tools: session.tools,
    tool_choice: session.tool_choice,
    temperature: 0.8,
    max_response_output_tokens: session.max_output_tokens,
    speed: audio.output.speed,
    tracing: session.tracing,
  };
}

function betaResponse(response: Fields): Fields {
  const { output_modalities: modalities, audio, output, ...rest } = response;
  const spoken = isObject(audio) && isObject(audio['output']) ? audio['output'] : {};
  const format = isObject(spoken['format']) ? String(spoken['format']['type']) : 'audio/pcm';
  return {
    ...rest,
    output: Array.isArray(output) ? output.map((item) => betaItem(item as Item)) : [],
    modalities: betaModalities(modalities as readonly string[]),
    voice: spoken['voice'],
    output_audio_format: betaFormat(format),
    temperature: 0.8,
  };
}

function betaItem(item: Item): Fields {
  const { id, ...rest } = item;
  if (item.type !== 'message') return { id, object: 'realtime.item', ...rest };
  const content = item.content.map((part) => ({ ...part, type: part.type.replace(/^output_/, '') }));
  return { id, object: 'realtime.item', ...rest, content };
}

function betaParam(param: unknown): unknown {
  if (typeof param !== 'string') return param;
  for (const [key, way] of Object.entries(SESSION_KEYS)) {
    if (way.length > 1 && param.startsWith(`session.${way.join('.')}`)) return param.replace(way.join('.'), key);
  }
  return param.replace('output_modalities', 'modalities');
}

function betaModalities(modalities: readonly string[]): string[] {
  return modalities.includes('audio') ? ['audio', 'text'] : ['text'];
}

function betaFormat(type: string): string {
  return Object.entries(FORMATS).find(([, ga]) => ga === type)?.[0] ?? 'pcm16';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
