import type { SessionSnapshot, AssistantMode } from './snapshot.ts';
import type { ClientTool } from './client-tool.ts';
import type { OptionChanges } from './session-options.ts';

/** The events that a session dispatches; each is an `Event` class of `session-events.ts`, named `realtime-…`. */
export type { SessionEventMap } from './session-events.ts';

export interface SessionStatistics {
  /** Gaps heard because audio came too late. */
  readonly underruns: number;
  /** Bytes of speech that were lost because the network did not keep up. */
  readonly lostSpeechBytes: number;
}

/**
 * A conversation with a relay, without a face. Elements get it from context; a developer may hold one alone.
 * Every method that waits rejects with an `AssistantError`. All are safe to call in any state.
 */
export interface AssistantSession extends EventTarget {
  readonly snapshot: SessionSnapshot;
  /** Calls `listener` after each change, once a microtask at most. Returns the way to stop it. */
  subscribe(listener: (snapshot: SessionSnapshot) => void): () => void;
  /** Loudness now, 0 to 1, for a frame of your own: never a reason to render. */
  readonly inputLevel: number;
  readonly outputLevel: number;
  /** Calls `listener` when one of them is another, at most twenty times a second each. Returns the way to stop it. */
  watchLevels(listener: () => void): () => void;
  /** How well the sound got through, since the session was made. */
  readonly statistics: SessionStatistics;
  /**
   * How far the hold sound that is heard now is from one beat to the next, 0 (on the beat) to 1, by the clock of the
   * sound; without a beat, of a plain pulse of one a second. Null while none is heard. For a frame of your own, as well.
   */
  readonly holdPhase: number | null;

  /** Changes options; undefined takes one back. What cannot change while connected holds from the next `connect()`. Throws `invalid-option`. */
  configure(options: OptionChanges): void;

  /** Opens the connection, and in a voice mode sound and microphone too. Call it in a gesture of the visitor. */
  connect(): Promise<void>;
  /** Ends the conversation and frees microphone, speaker and socket. The transcript stays. */
  disconnect(): Promise<void>;
  /** Opens the microphone (push-to-talk: begins a turn). */
  startListening(): Promise<void>;
  /** Releases the microphone (push-to-talk: ends the turn and asks for the answer). */
  stopListening(): Promise<void>;
  /** Silence at once; the answer is cut where it was heard. */
  interrupt(): void;
  /**
   * Sends a typed message; connects first where needed. Resolves when the relay has taken it.
   * @param options.images pictures for the model to look at: PNG or JPEG, four and about 670 kB together
   */
  sendText(text: string, options?: { readonly images?: readonly (Blob | string)[] }): Promise<void>;
  /**
   * Tries a failed message again: the visitor's typed one is sent once more in place of the old, with its pictures; for a broken
   * answer another one is asked for.
   *
   * @throws AssistantError as `sendText()`; `invalid-option` where no such message failed, or its words are not known
   */
  retry(messageId: string): Promise<void>;
  /** Tells the model something about the page that the visitor does not see as a message. */
  sendContext(text: string): Promise<void>;
  /** Returns the way to take the tool back. */
  registerTool(tool: ClientTool): () => void;
  /**
   * Gives or refuses the visitor's consent to a call in `snapshot.approvals`.
   *
   * @param reason told to the model where the service takes one, at most 1,000 characters
   * @throws AssistantError `invalid-option`: no such call waits, or the reason is too long
   */
  answerApproval(approvalId: string, approve: boolean, reason?: string): void;
  setMode(mode: AssistantMode): void;
  setMuted(muted: boolean): void;
  setVolume(volume: number): void;
  /**
   * Another microphone, by its id in `snapshot.devices`, or null for the system's own. Taken up at once, in the midst of
   * a conversation too; one that is away gives way to the system's own until it is back.
   */
  setMicrophone(id: string | null): void;
  /** The same for the loudspeaker, where the browser lets pages choose; `realtime-error` tells where it does not work. */
  setSpeaker(id: string | null): void;
  /** From now on `snapshot.devices` is kept up to date. Asks the visitor for nothing. */
  watchDevices(): void;
  /** Forgets the conversation, here and at the service. */
  clear(): void;
  /** Frees everything for good. */
  dispose(): Promise<void>;
}
