import type { ClientCommand, SessionSettings } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';

/*
 * What travels between the page's session and its voice loop: plain messages over one MessagePort, so that the loop may
 * run inline or in a worker without either noticing.
 */

/**
 * Changes whenever these messages do: a page may find an older worker's file where it looks for its own, and must not
 * talk to it.
 */
export const VOICE_PROTOCOL = 5;

/** Worker → page, once. */
export interface WorkerGreeting {
  readonly type: 'ready';
  readonly protocol: number;
}

/** Page → worker, once: the loop's end of the session's port. */
export interface WorkerStart {
  readonly type: 'start';
  readonly port: MessagePort;
  /** Where `dialects.worker.js` may lie, best first, for the dialects that the worker does not carry. */
  readonly dialects: readonly string[];
}

/** Session → voice loop. */
export type VoiceCommand =
  | {
      readonly type: 'connect';
      /** Comes back in `ready` and `closed`: an older connection's end is not this one's. */
      readonly attempt: number;
      readonly url: string;
      readonly protocols: readonly string[];
      /** Name of a dialect that the loop knows; any other is `auto`. */
      readonly dialect: string;
      /** Where the connection is made on the page, its port, transferred; absent: a WebSocket of the loop's own. */
      readonly port?: MessagePort;
      /** Sound goes its own way, both ways (a call over WebRTC), or none at all: what is sent here is events alone. */
      readonly carriesAudio?: boolean;
      /** Samples on the wire. The worklets' streams have 24,000 frames a second for PCM16, and 8,000 for G.711. */
      readonly audioFormat: 'pcm16' | 'g711-ulaw' | 'g711-alaw';
      /** Sent as soon as the session stands, before anything else. */
      readonly settings: SessionSettings;
      /** Messages to restore in the new session, oldest first. */
      readonly history: readonly {
        readonly itemId: string;
        readonly role: 'user' | 'assistant';
        readonly text: string;
      }[];
      /** Longest wait for `session-created`, milliseconds. */
      readonly timeoutMs: number;
      /** Opened beside the connection that stands, which goes on until `change`. */
      readonly standby?: boolean;
    }
  /** Goes on with the connection that stands by, and ends the other one. `ready` follows. */
  | {
      readonly type: 'change';
      readonly attempt: number;
      readonly settings: SessionSettings;
      readonly history: Extract<VoiceCommand, { type: 'connect' }>['history'];
    }
  /** The connection may be dead. `sure`: there is such a good reason that no sign of life is proof. */
  | { readonly type: 'doubt'; readonly sure: boolean }
  | { readonly type: 'disconnect'; readonly code: number; readonly reason: string }
  /**
   * The port of the capture worklet, transferred; null when the microphone is being released: what it still holds is sent,
   * and the service gets the silence that ends a turn.
   */
  | { readonly type: 'capture'; readonly port: MessagePort | null }
  | { readonly type: 'playback'; readonly port: MessagePort | null }
  /** What the device holds back of what it was given, milliseconds. */
  | { readonly type: 'latency'; readonly ms: number }
  /** `off`: what the microphone hears while the assistant speaks is not sent. */
  | { readonly type: 'barge-in'; readonly value: 'on' | 'off' }
  /** Goes out when the session stands, in the order given. */
  | { readonly type: 'send'; readonly command: ClientCommand }
  /** Asks for an answer, one at a time. */
  | { readonly type: 'respond' }
  /** Push-to-talk: the turn is over; commit what was said (if anything was) and ask for an answer. */
  | { readonly type: 'end-turn' }
  /** Silence now, and no more of this answer. */
  | { readonly type: 'interrupt' }
  /** Frees everything; the port is closed. */
  | { readonly type: 'dispose' };

/** One answer's cut, see {@link ../conversation/cut.ts}. */
export interface HeardPart {
  readonly itemId: string;
  readonly contentIndex: number;
  readonly audioEndMs: number;
  readonly receivedMs: number;
  readonly ended: boolean;
}

/** Voice loop → session. */
export type VoiceReport =
  /** The session stands and `settings` and history are on their way. `resaid`: after `change`, as in `closed`. */
  | { readonly type: 'ready'; readonly attempt: number; readonly resaid: readonly string[] }
  /** The connection that was to stand by does. */
  | { readonly type: 'standby'; readonly attempt: number }
  /**
   * Exactly once for each `connect`, unless a newer one came in between. `timedOut`: nobody answered. `resaid`: items of speech that
   * the next session will be told again, and will give other names.
   */
  | {
      readonly type: 'closed';
      readonly attempt: number;
      readonly code: number;
      readonly reason: string;
      readonly timedOut: boolean;
      /** False: the connection was refused, or nobody was there. */
      readonly opened: boolean;
      readonly resaid: readonly string[];
    }
  /** All events but audio, in the order of the wire. */
  | { readonly type: 'event'; readonly event: ServerEvent }
  /** Something is heard, or no more. */
  | { readonly type: 'playing'; readonly value: boolean }
  /** After `end-turn`: the last sound of the turn is here, the microphone may be muted. */
  | { readonly type: 'turn-flushed' }
  | { readonly type: 'cut'; readonly heard: readonly HeardPart[]; readonly unheard: readonly string[] }
  /** How far an answer is heard by now; several times a second while it is. */
  | { readonly type: 'heard'; readonly part: HeardPart }
  /** Audio came too late: a gap was heard. */
  | { readonly type: 'underrun' }
  /** Speech was lost because the network did not keep up. */
  | { readonly type: 'speech-dropped'; readonly bytes: number };
