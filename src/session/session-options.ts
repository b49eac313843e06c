import { AssistantError } from '../base/assistant-error.ts';
import type { AudioSystem } from '../audio/audio-system.ts';
import type { SessionSettings } from '../protocol/client-command.ts';
import type { Dialect } from '../protocol/dialect.ts';
import { DIALECT_NAMES, type DialectName } from '../protocol/dialect-name.ts';
import type { ReconnectionPolicy } from '../transport/reconnection.ts';
import { checkTool, type ClientTool } from './client-tool.ts';
import type { PageTransports } from './line.ts';
import { checkSettings } from './settings-check.ts';
import type { AssistantMode } from './snapshot.ts';
import type { TransportName } from './transport-choice.ts';

export type Switch = 'on' | 'off';

/**
 * How a session is set up. Everything but `relayUrl` has a sensible default. The settings ({@link SessionSettings}) are asked of the relay or
 * service, which may refuse; `turnDetection` is `none` in push-to-talk, and `audioFormat` holds from the next `connect()`.
 */
export interface SessionOptions extends Omit<SessionSettings, 'tools'> {
  /** `ws:`, `wss:`, `http:`, `https:` or relative to the page. */
  readonly relayUrl: string;
  /**
   * Wire vocabulary; `auto` (the default) learns it from the first events. An own {@link Dialect} holds from the first connection of a
   * session; its conversation's sound then passes through the page's thread, as a function cannot go to a worker.
   */
  readonly dialect?: DialectName | Dialect;
  /**
   * `websocket`; `webrtc` (a call: the browser carries the sound); `http` (text alone, where a network lets nothing else through); or `auto`,
   * the default: a call where the relay offers one and it comes about in time, else a WebSocket, else text over HTTP. With a
   * `relayUrl` of `ws:` or `wss:` no call is tried.
   */
  readonly transport?: TransportName;
  /** Default `hands-free`. */
  readonly mode?: AssistantMode;
  /** `off`: the microphone rests while the assistant speaks. Default `on`. */
  readonly bargeIn?: Switch;
  /** What the browser does to the microphone's sound. All are `on` by default. */
  readonly echoCancellation?: Switch;
  readonly noiseSuppression?: Switch;
  readonly autoGainControl?: Switch;
  /** Whether the assistant's own voice in the microphone is kept from the service. Default `on`. */
  readonly echoGate?: Switch;
  /** What is sent of a muted microphone in a hands-free conversation. Default `silence`: the service hears that a turn is over. */
  readonly mutedAs?: 'silence' | 'nothing';
  /** Length of the frames that are sent, 10 to 100 milliseconds. Default 20. */
  readonly frameMs?: number;
  /** Devices of `enumerateDevices()`; the system's own where they are absent or gone. */
  readonly microphoneId?: string;
  readonly speakerId?: string;
  /**
   * Address of a sound that goes round under the conversation while a tool runs longer than a moment (0.7 seconds), and
   * gives way to speech of either side. CORS applies.
   */
  readonly holdSound?: string;
  /**
   * Whether the transcript outlives the page: `session` for this tab, `local` for all tabs of the site and until it is
   * cleared. Default `none`: nothing is stored.
   */
  readonly persist?: 'none' | 'session' | 'local';
  /** 0 to 1. Default 1. */
  readonly volume?: number;
  readonly muted?: boolean;
  /** Asked before each connection; what it returns goes to the relay as a bearer, base64url in the subprotocol. */
  readonly getToken?: (() => string | Promise<string>) | undefined;
  readonly tools?: readonly ClientTool[];
  /** Where the worklets lie as plain files, see the docs on strict policies. Holds from the start of the session. */
  readonly assetBase?: string;
}

/** What a session is built from; `createSession` picks the real ones, tests bring their own. */
export interface SessionParts {
  /** The voice loop's port: it speaks `VoiceReport` and takes `VoiceCommand`. */
  readonly voice: MessagePort;
  /** Called once, before the first connection, where the loop is not running yet; what it was told waits until then. */
  readonly startVoice?: (ownDialect: Dialect | undefined) => void;
  readonly audio: AudioSystem;
  /** Absent: WebSockets alone. */
  readonly transports?: PageTransports | undefined;
  readonly reconnection: ReconnectionPolicy;
  /** Whether anybody answers at a WebSocket's address; asked when it was refused. Absent: not asked. */
  readonly isReachable?: (url: string) => Promise<boolean>;
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  transport: ['auto', 'websocket', 'webrtc', 'http'],
  mode: ['hands-free', 'push-to-talk', 'text'],
  bargeIn: ['on', 'off'],
  echoCancellation: ['on', 'off'],
  noiseSuppression: ['on', 'off'],
  autoGainControl: ['on', 'off'],
  echoGate: ['on', 'off'],
  mutedAs: ['silence', 'nothing'],
  persist: ['none', 'session', 'local'],
};

const TYPES: Readonly<Record<string, string>> = {
  relayUrl: 'string',
  volume: 'number',
  muted: 'boolean',
  getToken: 'function',
  assetBase: 'string',
  frameMs: 'number',
  microphoneId: 'string',
  speakerId: 'string',
  holdSound: 'string',
};

/** Options that become others; undefined takes one back, and its default holds again. */
export type OptionChanges = { readonly [K in keyof SessionOptions]?: SessionOptions[K] | undefined };

export function changedOptions(options: SessionOptions, changes: OptionChanges): SessionOptions {
  const known = Object.entries({ ...options, ...changes }).filter(([, value]) => value !== undefined);
  return { relayUrl: options.relayUrl, ...Object.fromEntries(known) };
}

/** Throws `invalid-option` with the option's name, what it is, and what it may be. */
export function checkOptions(options: OptionChanges): void {
  for (const [name, values] of Object.entries(CHOICES)) {
    const value: unknown = options[name as keyof SessionOptions];
    if (value !== undefined && !values.includes(value as string)) {
      throw new AssistantError('invalid-option', `${name} is "${String(value)}"; it may be ${values.join(', ')}.`);
    }
  }
  for (const [name, type] of Object.entries(TYPES)) {
    const value: unknown = options[name as keyof SessionOptions];
    if (value !== undefined && typeof value !== type) {
      throw new AssistantError('invalid-option', `${name} is a ${typeof value}; it must be a ${type}.`);
    }
  }
  checkSettings(options);
  const { dialect } = options;
  if (dialect !== undefined && !isDialect(dialect)) {
    throw new AssistantError(
      'invalid-option',
      `dialect is "${String(dialect)}"; it may be ${DIALECT_NAMES.join(', ')}, or an object { name, open }.`,
    );
  }
  const { volume } = options;
  if (volume !== undefined && !(volume >= 0 && volume <= 1)) {
    throw new AssistantError('invalid-option', `volume is ${String(volume)}; it goes from 0 to 1.`);
  }
  const { frameMs } = options;
  if (frameMs !== undefined && !(Number.isInteger(frameMs) && frameMs >= 10 && frameMs <= 100)) {
    throw new AssistantError('invalid-option', `frameMs is ${String(frameMs)}; it is a whole number from 10 to 100.`);
  }
  if (options.tools !== undefined && !Array.isArray(options.tools)) {
    throw new AssistantError('invalid-option', 'tools is not an array of { name, description, parameters, run }.');
  }
  for (const tool of options.tools ?? []) checkTool(tool);
}

function isDialect(value: unknown): value is DialectName | Dialect {
  if (typeof value === 'string') return (DIALECT_NAMES as readonly string[]).includes(value);
  const { name, open } = (value ?? {}) as Partial<Record<keyof Dialect, unknown>>;
  return typeof name === 'string' && typeof open === 'function';
}
