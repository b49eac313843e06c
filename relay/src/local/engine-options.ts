import { FLITE_VOICES, type FliteVoice } from './speaker.js';

/** An OpenAI-compatible HTTP service that stands in for a part of the engine. */
export interface ProviderOptions {
  /** Base address, e.g. `http://127.0.0.1:11434/v1`; `/chat/completions`, `/audio/transcriptions` or `/audio/speech` is appended. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string;
}

export interface EngineOptions {
  /** When set, clients must present it: `Authorization: Bearer`, `api-key`, or the subprotocol `openai-insecure-api-key.`. */
  readonly apiKey?: string;
  /** Refuse the beta dialect as OpenAI has done since May 2026. Default false. */
  readonly betaSunset?: boolean;
  /** What people speak, BCP 47. The local recogniser and voice know English; others need `transcription` and `speech`. */
  readonly language?: string;
  /** flite's voice of the answers: slt, rms, awb or kal. Default slt. */
  readonly voice?: FliteVoice;
  /** Answers by a language model with tools instead of by quoting. */
  readonly chat?: ProviderOptions;
  /** Free speech to text instead of the grammar of topics. */
  readonly transcription?: ProviderOptions;
  readonly speech?: ProviderOptions & { /** The service's voice. Default: the session's. */ readonly voice?: string };
  readonly limits?: {
    /** Sessions at a time. Default 50. */
    readonly sessions?: number;
    /** Longest session in minutes. Default 60. */
    readonly sessionMinutes?: number;
    /** Largest frame. Default 24 MiB, room for the 15 MiB of audio that the protocol allows in one. */
    readonly payloadBytes?: number;
  };
  /** How much faster than it plays audio leaves. Default 10, as measured of the service. */
  readonly pace?: number;
  /** Told in words what went wrong inside; never with keys or what people said. */
  readonly onDiagnostic?: (message: string) => void;
}

export interface CheckedEngineOptions {
  readonly apiKey: string | undefined;
  readonly betaSunset: boolean;
  readonly voice: FliteVoice;
  readonly chat: ProviderOptions | undefined;
  readonly transcription: ProviderOptions | undefined;
  readonly speech: (ProviderOptions & { voice?: string }) | undefined;
  readonly limits: { readonly sessions: number; readonly sessionMinutes: number; readonly payloadBytes: number };
  readonly pace: number;
  readonly onDiagnostic: (message: string) => void;
}

/** Checks the options and fills in the defaults. Throws a `TypeError` that names the field and what it may be. */
export function checkedEngineOptions(options: EngineOptions): CheckedEngineOptions {
  known(
    options,
    ['apiKey', 'betaSunset', 'language', 'voice', 'chat', 'transcription', 'speech', 'limits', 'pace', 'onDiagnostic'],
    '',
  );
  const {
    apiKey,
    betaSunset = false,
    language = 'en',
    voice = 'slt',
    limits = {},
    pace = 10,
    onDiagnostic = () => {},
  } = options;
  if (apiKey !== undefined && (typeof apiKey !== 'string' || apiKey === ''))
    throw wrong('apiKey', 'a string that is not empty');
  if (typeof betaSunset !== 'boolean') throw wrong('betaSunset', 'true or false');
  if (typeof language !== 'string') throw wrong('language', 'a language tag, e.g. en-GB');
  if (!/^en\b/i.test(language) && (options.transcription === undefined || options.speech === undefined)) {
    throw wrong(
      'language',
      `English ("en"), since the local recogniser and voice know no other; for "${language}" give transcription and speech by URL`,
    );
  }
  if (!FLITE_VOICES.includes(voice)) throw wrong('voice', `one of ${FLITE_VOICES.join(', ')}`);
  if (typeof onDiagnostic !== 'function') throw wrong('onDiagnostic', 'a function');
  known(limits, ['sessions', 'sessionMinutes', 'payloadBytes'], 'limits.');
  return {
    apiKey,
    betaSunset,
    voice,
    chat: provider(options.chat, 'chat', ['url', 'model', 'apiKey']),
    transcription: provider(options.transcription, 'transcription', ['url', 'model', 'apiKey']),
    speech: provider(options.speech, 'speech', ['url', 'model', 'apiKey', 'voice']),
    limits: {
      sessions: between(limits.sessions ?? 50, 'limits.sessions', 1, 10_000, true),
      sessionMinutes: between(limits.sessionMinutes ?? 60, 'limits.sessionMinutes', 0.001, 1_440, false),
      payloadBytes: between(
        limits.payloadBytes ?? 24 * 1024 * 1024,
        'limits.payloadBytes',
        1_024,
        256 * 1024 * 1024,
        true,
      ),
    },
    pace: between(pace, 'pace', 1, 1_000, false),
    onDiagnostic,
  };
}

function provider<Options extends ProviderOptions>(
  options: Options | undefined,
  path: string,
  keys: readonly string[],
): Options | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) throw wrong(path, 'an object with url and model');
  known(options, keys, `${path}.`);
  let url: URL | undefined;
  try {
    url = new URL(options.url);
  } catch {
    // Told below, with the field's name.
  }
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw wrong(`${path}.url`, 'an http or https address, e.g. http://127.0.0.1:11434/v1');
  if (typeof options.model !== 'string' || options.model === '') throw wrong(`${path}.model`, 'the name of a model');
  return options;
}

function between(value: unknown, path: string, min: number, max: number, whole: boolean): number {
  if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw wrong(path, `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
}

function known(options: object, keys: readonly string[], path: string): void {
  const unknown = Object.keys(options).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new TypeError(
      `createEngine: there is no option ${path}${unknown}. There are: ${keys.map((key) => path + key).join(', ')}.`,
    );
}

function wrong(path: string, expected: string): TypeError {
  return new TypeError(`createEngine: ${path} must be ${expected}.`);
}
