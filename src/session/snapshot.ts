import type { AudioDevice } from '../audio/audio-system.ts';
import type { AssistantError } from '../base/assistant-error.ts';
import type { Way } from './transport-choice.ts';
import type { Approval, Message, ToolActivity, ToolStep } from '../conversation/conversation.ts';

/**
 * What the assistant is doing.
 *
 * - `idle`: not connected · `connecting` · `reconnecting`
 * - `listening`: connected and waiting (for speech, or for text while the microphone is off)
 * - `hearing`: the visitor speaks · `thinking`: an answer is being made · `speaking`: an answer is heard
 * - `error`: gave up; see {@link SessionSnapshot.error}
 */
export type AssistantStatus =
  | 'idle'
  | 'connecting'
  | 'listening'
  | 'hearing'
  | 'thinking'
  | 'speaking'
  | 'reconnecting'
  | 'error';

export type AssistantMode = 'hands-free' | 'push-to-talk' | 'text';

/**
 * `off`: not asked for yet, or released · `opening`: the browser asks the visitor · `on` · `failed`: see `error`; text
 * goes on.
 */
export type MicrophoneState = 'off' | 'opening' | 'on' | 'failed';

/** What a visitor can choose, as far as the browser tells; empty until `watchDevices()` or the microphone was asked for. */
export interface DeviceChoices {
  readonly microphones: readonly AudioDevice[];
  /** Empty where the browser lets no page choose. */
  readonly speakers: readonly AudioDevice[];
  /** What was chosen, there or not; null: the system's own, which also stands in for one that is away. */
  readonly microphoneId: string | null;
  readonly speakerId: string | null;
}

/** Everything that a face shows. Frozen; a new object whenever anything in it changed. */
export interface SessionSnapshot {
  readonly status: AssistantStatus;
  readonly mode: AssistantMode;
  readonly microphone: MicrophoneState;
  readonly muted: boolean;
  /** Loudness of the answers, 0 to 1. */
  readonly volume: number;
  readonly devices: DeviceChoices;
  /** The newest trouble, or null. Cleared by the next success. Not every error ends the session: `status` tells. */
  readonly error: AssistantError | null;
  /** In the order of the conversation. Hidden, empty and system items are left out. */
  readonly messages: readonly Message[];
  /**
   * Of answers that are being spoken, by the id of the message: how many characters of its text were heard by now. A message that is not
   * in it was heard whole, is not spoken, or nobody can tell (a call over WebRTC).
   */
  readonly heard: Readonly<Record<string, number>>;
  /** What tools did and do for the answers, oldest first. */
  readonly steps: readonly ToolStep[];
  /** Tools that run now. */
  readonly tools: readonly ToolActivity[];
  /** Calls that wait for the visitor's consent, oldest first; answer each with `answerApproval()`. */
  readonly approvals: readonly Approval[];
  /** The hold sound plays, because a tool runs longer than a moment. */
  readonly holding: boolean;
  /** The way that the conversation takes, or took last; null before the first. */
  readonly transport: Way | null;
  /**
   * What just became of the connection: `restored` after a loss, or `moved` to a fresh session before the old one ended; null
   * once the talk goes on.
   */
  readonly recovery: 'restored' | 'moved' | null;
  /** When the next reconnection is tried, epoch milliseconds, or null. */
  readonly retryAt: number | null;
}

/** Before anything has happened. */
export function firstSnapshot(mode: AssistantMode, muted: boolean): SessionSnapshot {
  return {
    status: 'idle',
    mode,
    microphone: 'off',
    muted,
    volume: 1,
    devices: { microphones: [], speakers: [], microphoneId: null, speakerId: null },
    error: null,
    messages: [],
    heard: {},
    steps: [],
    tools: [],
    approvals: [],
    holding: false,
    transport: null,
    recovery: null,
    retryAt: null,
  };
}
