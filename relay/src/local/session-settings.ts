import type { AudioFormat } from './audio-format.js';
import {
  ClientMistake,
  type Fields,
  flag,
  integer,
  invalid,
  list,
  number,
  object,
  oneOf,
  onlyKnown,
  required,
  text,
} from './fields.js';

export type Modality = 'audio' | 'text';

export interface FunctionTool {
  readonly type: 'function';
  readonly name: string;
  readonly description?: string;
  readonly parameters?: Fields;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly type: 'function'; readonly name: string };

export interface ServerVad {
  readonly type: 'server_vad';
  readonly threshold: number;
  readonly prefix_padding_ms: number;
  readonly silence_duration_ms: number;
  readonly idle_timeout_ms: number | null;
  readonly create_response: boolean;
  readonly interrupt_response: boolean;
}

export interface SemanticVad {
  readonly type: 'semantic_vad';
  readonly eagerness: 'auto' | 'low' | 'medium' | 'high';
  readonly create_response: boolean;
  readonly interrupt_response: boolean;
}

export type TurnDetection = ServerVad | SemanticVad;

export interface Transcription {
  readonly model: string;
  readonly language: string | null;
  readonly prompt: string | null;
}

export interface AudioOutput {
  readonly format: AudioFormat;
  readonly voice: string | { readonly id: string };
  readonly speed: number;
}

/** A session's settings in the GA shape, key for key and in the order of the recorded `session.created`. */
export interface SessionSettings {
  readonly type: 'realtime';
  readonly object: 'realtime.session';
  readonly id: string;
  readonly model: string;
  readonly output_modalities: readonly [Modality];
  readonly instructions: string;
  readonly tools: readonly FunctionTool[];
  readonly tool_choice: ToolChoice;
  readonly max_output_tokens: number | 'inf';
  readonly tracing: unknown;
  readonly truncation: unknown;
  readonly prompt: unknown;
  /** Seconds since the epoch. */
  readonly expires_at: number;
  readonly audio: {
    readonly input: {
      readonly format: AudioFormat;
      readonly transcription: Transcription | null;
      readonly noise_reduction: { readonly type: 'near_field' | 'far_field' } | null;
      readonly turn_detection: TurnDetection | null;
    };
    readonly output: AudioOutput;
  };
  readonly include: readonly string[] | null;
}

const VAD_DEFAULTS: ServerVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
};

export function defaultSettings(id: string, model: string, expiresAt: number): SessionSettings {
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model,
    output_modalities: ['audio'],
    instructions: 'You are a helpful, friendly voice assistant. You should always call a function if you can.',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    truncation: 'auto',
    prompt: null,
    expires_at: expiresAt,
    audio: {
      input: {
        format: { type: 'audio/pcm', rate: 24_000 },
        transcription: null,
        noise_reduction: null,
        turn_detection: VAD_DEFAULTS,
      },
      output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'alloy', speed: 1 },
    },
    include: null,
  };
}

const KEYS = [
  'type',
  'model',
  'output_modalities',
  'instructions',
  'tools',
  'tool_choice',
  'max_output_tokens',
  'tracing',
  'truncation',
  'prompt',
  'include',
  'audio',
  'reasoning',
  'parallel_tool_calls',
];

/**
 * The settings after a `session.update`: what is absent stays, objects merge, `tools` is replaced whole. Throws a
 * `ClientMistake` and changes nothing when any field is wrong. `voiceUsed`: audio has been spoken already.
 */
export function updatedSettings(current: SessionSettings, value: unknown, voiceUsed: boolean): SessionSettings {
  const patch = object(value, 'session');
  oneOf(required(patch, 'type', 'session.type'), 'session.type', ['realtime']);
  onlyKnown(patch, KEYS, 'session');
  if (patch['model'] !== undefined && patch['model'] !== current.model) {
    throw invalid(`Cannot change the model of a session. It is '${current.model}'.`, 'session.model');
  }
  const audio = patch['audio'] === undefined ? {} : object(patch['audio'], 'session.audio');
  onlyKnown(audio, ['input', 'output'], 'session.audio');
  const output = updatedOutput(current.audio.output, audio['output'], 'session.audio.output');
  if (voiceUsed && JSON.stringify(output.voice) !== JSON.stringify(current.audio.output.voice)) {
    throw new ClientMistake(
      'cannot_update_voice',
      "Cannot update a conversation's voice if assistant audio is present.",
      'session.audio.output.voice',
    );
  }
  return {
    ...current,
    ...responseFields(patch, 'session'),
    ...(patch['tracing'] === undefined ? {} : { tracing: patch['tracing'] }),
    ...(patch['truncation'] === undefined ? {} : { truncation: patch['truncation'] }),
    ...(patch['include'] === undefined ? {} : { include: include(patch['include']) }),
    audio: { input: updatedInput(current.audio.input, audio['input']), output },
  };
}

/** The fields that a session and a `response.create` have in common, as far as they are there. */
export function responseFields(patch: Fields, path: string): Partial<SessionSettings> {
  const at = (key: string): string => `${path}.${key}`;
  return {
    ...(patch['output_modalities'] === undefined
      ? {}
      : { output_modalities: modalities(patch['output_modalities'], at('output_modalities')) }),
    ...(patch['instructions'] === undefined ? {} : { instructions: text(patch['instructions'], at('instructions')) }),
    ...(patch['tools'] === undefined ? {} : { tools: tools(patch['tools'], at('tools')) }),
    ...(patch['tool_choice'] === undefined ? {} : { tool_choice: toolChoice(patch['tool_choice'], at('tool_choice')) }),
    ...(patch['prompt'] === undefined ? {} : { prompt: patch['prompt'] }),
    ...(patch['max_output_tokens'] === undefined
      ? {}
      : {
          max_output_tokens:
            patch['max_output_tokens'] === 'inf'
              ? 'inf'
              : integer(patch['max_output_tokens'], at('max_output_tokens'), 1, 4096),
        }),
  };
}

export function updatedOutput(current: AudioOutput, value: unknown, path: string): AudioOutput {
  if (value === undefined) return current;
  const patch = object(value, path);
  onlyKnown(patch, ['format', 'voice', 'speed'], path);
  return {
    format: patch['format'] === undefined ? current.format : audioFormat(patch['format'], `${path}.format`),
    voice: patch['voice'] === undefined ? current.voice : voice(patch['voice'], `${path}.voice`),
    speed: patch['speed'] === undefined ? current.speed : number(patch['speed'], `${path}.speed`, 0.25, 1.5),
  };
}

function updatedInput(current: SessionSettings['audio']['input'], value: unknown): SessionSettings['audio']['input'] {
  if (value === undefined) return current;
  const path = 'session.audio.input';
  const patch = object(value, path);
  onlyKnown(patch, ['format', 'transcription', 'noise_reduction', 'turn_detection'], path);
  const { transcription, noise_reduction: noise, turn_detection: turns } = patch;
  return {
    format: patch['format'] === undefined ? current.format : audioFormat(patch['format'], `${path}.format`),
    transcription:
      transcription === undefined ? current.transcription : updatedTranscription(current.transcription, transcription),
    noise_reduction: noise === undefined ? current.noise_reduction : noiseReduction(noise, `${path}.noise_reduction`),
    turn_detection: turns === undefined ? current.turn_detection : updatedTurnDetection(current.turn_detection, turns),
  };
}

function updatedTranscription(current: Transcription | null, value: unknown): Transcription | null {
  if (value === null) return null;
  const path = 'session.audio.input.transcription';
  const patch = object(value, path);
  onlyKnown(patch, ['model', 'language', 'prompt', 'delay', 'keywords', 'languages'], path);
  const optional = (key: 'language' | 'prompt', maxLength: number): string | null => {
    if (patch[key] === undefined) return current?.[key] ?? null;
    return patch[key] === null ? null : text(patch[key], `${path}.${key}`, maxLength);
  };
  const model = patch['model'] ?? current?.model ?? required(patch, 'model', `${path}.model`);
  return {
    model: text(model, `${path}.model`, 256),
    language: optional('language', 64),
    prompt: optional('prompt', 200_000),
  };
}

function updatedTurnDetection(current: TurnDetection | null, value: unknown): TurnDetection | null {
  if (value === null) return null;
  const path = 'session.audio.input.turn_detection';
  const patch = object(value, path);
  const type = oneOf(patch['type'] ?? current?.type ?? 'server_vad', `${path}.type`, ['server_vad', 'semantic_vad']);
  const base = current?.type === type ? current : undefined;
  const asBoolean = (key: 'create_response' | 'interrupt_response'): boolean =>
    patch[key] === undefined ? base?.[key] ?? true : flag(patch[key], `${path}.${key}`);
  const shared = { create_response: asBoolean('create_response'), interrupt_response: asBoolean('interrupt_response') };
  if (type === 'semantic_vad') {
    onlyKnown(patch, ['type', 'eagerness', 'create_response', 'interrupt_response'], path);
    const eagerness = patch['eagerness'] ?? (base as SemanticVad | undefined)?.eagerness ?? 'auto';
    return { type, eagerness: oneOf(eagerness, `${path}.eagerness`, ['low', 'medium', 'high', 'auto']), ...shared };
  }
  onlyKnown(patch, Object.keys(VAD_DEFAULTS), path);
  const server = (base as ServerVad | undefined) ?? VAD_DEFAULTS;
  const idle = patch['idle_timeout_ms'];
  const ms = (key: 'prefix_padding_ms' | 'silence_duration_ms', max: number): number =>
    patch[key] === undefined ? server[key] : integer(patch[key], `${path}.${key}`, 0, max);
  return {
    type,
    threshold:
      patch['threshold'] === undefined ? server.threshold : number(patch['threshold'], `${path}.threshold`, 0, 1),
    prefix_padding_ms: ms('prefix_padding_ms', 5_000),
    silence_duration_ms: ms('silence_duration_ms', 10_000),
    idle_timeout_ms:
      idle === undefined
        ? server.idle_timeout_ms
        : idle === null
        ? null
        : integer(idle, `${path}.idle_timeout_ms`, 5_000, 30_000),
    ...shared,
  };
}

function modalities(value: unknown, path: string): readonly [Modality] {
  const found = list(value, path, 8);
  if (found.length === 1 && (found[0] === 'audio' || found[0] === 'text')) return [found[0]];
  throw invalid(
    `Invalid modalities: ${JSON.stringify(found).slice(0, 100)}. Supported combinations are: ['text'] and ['audio'].`,
    path,
  );
}

function tools(value: unknown, path: string): readonly FunctionTool[] {
  return list(value, path, 128).map((item, index) => functionTool(item, `${path}[${index}]`));
}

function functionTool(value: unknown, at: string): FunctionTool {
  const tool = object(value, at);
  oneOf(required(tool, 'type', `${at}.type`), `${at}.type`, ['function']);
  onlyKnown(tool, ['type', 'name', 'description', 'parameters', 'strict'], at);
  const name = text(required(tool, 'name', `${at}.name`), `${at}.name`, 64);
  if (!/^[\w-]+$/.test(name))
    throw invalid(`Invalid '${at}.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.`, `${at}.name`);
  return {
    type: 'function',
    name,
    ...(tool['description'] == null ? {} : { description: text(tool['description'], `${at}.description`) }),
    ...(tool['parameters'] == null ? {} : { parameters: object(tool['parameters'], `${at}.parameters`) }),
  };
}

function toolChoice(value: unknown, path: string): ToolChoice {
  if (typeof value === 'string') return oneOf(value, path, ['none', 'auto', 'required']);
  const choice = object(value, path);
  oneOf(required(choice, 'type', `${path}.type`), `${path}.type`, ['function']);
  return { type: 'function', name: text(required(choice, 'name', `${path}.name`), `${path}.name`, 64) };
}

function audioFormat(value: unknown, path: string): AudioFormat {
  const format = object(value, path);
  onlyKnown(format, ['type', 'rate'], path);
  const type = oneOf(required(format, 'type', `${path}.type`), `${path}.type`, [
    'audio/pcm',
    'audio/pcmu',
    'audio/pcma',
  ]);
  if (type !== 'audio/pcm') {
    onlyKnown(format, ['type'], path);
    return { type };
  }
  if (format['rate'] !== undefined && format['rate'] !== 24_000)
    throw invalid("Invalid value: the rate of 'audio/pcm' is 24000.", `${path}.rate`);
  return { type, rate: 24_000 };
}

function voice(value: unknown, path: string): string | { id: string } {
  if (typeof value === 'string') return text(value, path, 128);
  return { id: text(required(object(value, path), 'id', `${path}.id`), `${path}.id`, 128) };
}

function noiseReduction(value: unknown, path: string): { type: 'near_field' | 'far_field' } | null {
  if (value === null) return null;
  return { type: oneOf(object(value, path)['type'], `${path}.type`, ['near_field', 'far_field']) };
}

function include(value: unknown): readonly string[] | null {
  return value === null
    ? null
    : list(value, 'session.include', 16).map((entry, index) => text(entry, `session.include[${index}]`, 128));
}
