import type { AudioInput, AudioOutput, AudioSystem, HoldSound } from '../audio/audio-system.ts';
import type { LedgerEntry } from '../audio/ledger.ts';
import type { PlaybackCommand, PlaybackMessage } from '../audio/messages.ts';

export interface SilentAudio extends AudioSystem {
  /** Speak into the microphone: PCM16, 24 kHz. Nothing happens while it is closed or muted. */
  speak(pcm: ArrayBuffer): void;
  /** Let this much of what is queued be heard, in milliseconds. Without it nothing is: time stands still. */
  hear(ms: number): void;
  /** Milliseconds of audio that wait to be heard. */
  readonly queuedMs: number;
  /** Address of the hold sound that plays, or null. */
  readonly holdSound: string | null;
}

/**
 * Sound without a device, for tests: a microphone that hears what you give it, a loudspeaker that plays as far as you
 * let it. It keeps the same ledger as the real one.
 */
export function silentAudio(): SilentAudio {
  let microphone: { readonly port: MessagePort; muted: boolean } | null = null;
  let held: string | null = null;
  let loudspeaker: { readonly port: MessagePort; queue: LedgerEntry[] } | null = null;

  const report = (message: PlaybackMessage): void => loudspeaker?.port.postMessage(message);

  const obey = (command: PlaybackCommand): void => {
    if (loudspeaker === null) return;
    const { queue } = loudspeaker;
    if (command.type === 'duck') return;
    if (command.type === 'clear') {
      loudspeaker.queue = [];
      return report({ type: 'cleared', id: command.id, ledger: queue, tail: [] });
    }
    const { itemId, contentIndex } = command;
    const at = queue.findIndex((entry) => entry.itemId === itemId && entry.contentIndex === contentIndex);
    const entry = queue[at] ?? { itemId, contentIndex, receivedFrames: 0, playedFrames: 0, ended: false };
    const next =
      command.type === 'end'
        ? { ...entry, ended: true }
        : { ...entry, receivedFrames: entry.receivedFrames + command.pcm.byteLength / 2 };
    if (at < 0) queue.push(next);
    else queue[at] = next;
  };

  return {
    unlock: () => {},
    openInput: ({ muted = false, mutedAs = 'nothing' } = {}): Promise<AudioInput> => {
      const { port1, port2 } = new MessageChannel();
      const opened = { port: port1, muted };
      microphone = opened;
      port1.addEventListener('message', () => port1.postMessage({ type: 'flushed' }));
      port1.start();
      return Promise.resolve({
        port: port2,
        level: 0,
        get muted() {
          return opened.muted;
        },
        set muted(value) {
          opened.muted = value;
        },
        mutedAs,
        use: () => {},
        close: async () => {
          // As the worklet does with its last frame.
          port1.postMessage({ type: 'flushed' });
          port1.close();
          if (microphone === opened) microphone = null;
        },
      });
    },
    openOutput: ({ volume = 1, onRunning } = {}): Promise<AudioOutput> => {
      const { port1, port2 } = new MessageChannel();
      loudspeaker = { port: port1, queue: [] };
      port1.addEventListener('message', (message: MessageEvent<PlaybackCommand>) => obey(message.data));
      port1.start();
      onRunning?.();
      return Promise.resolve({
        port: port2,
        level: 0,
        volume,
        latencyMs: 0,
        running: true,
        close: async () => port1.close(),
      });
    },
    openHoldSound: (url, { volume = 1 } = {}): Promise<HoldSound> => {
      const quiet = (): void => {
        if (held === url) held = null;
      };
      return Promise.resolve({
        play: () => void (held = url),
        stop: quiet,
        volume,
        beat: null,
        get phase() {
          return held === url ? 0 : null;
        },
        close: quiet,
      });
    },
    watchDevices: () => () => {},
    setSpeaker: () => Promise.resolve(),
    close: () => {
      microphone = null;
      loudspeaker = null;
      return Promise.resolve();
    },
    speak: (pcm) => {
      if (microphone?.muted === false) microphone.port.postMessage({ type: 'audio', pcm }, [pcm]);
    },
    get holdSound() {
      return held;
    },
    get queuedMs() {
      const queue = loudspeaker?.queue ?? [];
      return queue.reduce((frames, entry) => frames + entry.receivedFrames - entry.playedFrames, 0) / 24;
    },
    hear: (ms) => {
      const queue = loudspeaker?.queue ?? [];
      let left = ms * 24;
      while (left > 0 && queue.length > 0) {
        const entry = queue[0]!;
        const played = Math.min(left, entry.receivedFrames - entry.playedFrames);
        const next = { ...entry, playedFrames: entry.playedFrames + played };
        left -= played;
        queue[0] = next;
        report({ type: 'progress', entry: next });
        if (next.playedFrames < next.receivedFrames || !next.ended) break;
        queue.shift();
        report({ type: 'played', entry: next });
        if (queue.length === 0) report({ type: 'drained' });
      }
    },
  };
}
