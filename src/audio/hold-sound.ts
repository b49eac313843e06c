import type { HoldSound, HoldSoundOptions } from './audio-system.ts';
import { beatPhase, plainPulse, type Beat } from './beat.ts';
import { detectBeat } from './beat-detector.ts';
import type { DeviceContext } from './device-context.ts';
import { failed, fetchSound } from './fetch-sound.ts';
import { outputLatencySeconds } from './output-latency.ts';
import { throwIfAborted, unlessAborted } from './unless-aborted.ts';

const what = 'The hold sound';
/** −12 dB: music is mastered up to full scale, speech is heard about 12 dB below that. Under it is where this belongs. */
const level = 0.25;
const fadeInSeconds = 0.4;
/**
 * So far ahead a fade is ordered. The page's clock stands still while the browser renders what comes next, 20 ms of it in
 * Firefox 153: a fade that begins in the past is jumped into, and that is a click.
 */
const aheadSeconds = 0.03;
/** Gone 60 ms after the order, before the first syllable is over, and yet no click. */
const giveWaySeconds = 0.03;
const gentleSeconds = 0.3;
/** A change of volume glides over about three times this, so that it does not click. */
const glideSeconds = 0.015;
/** Decoded it takes 23 MB a minute, whatever the file has. */
const maxSeconds = 300;

/**
 * Loads a hold sound and looks for its beat. An abort of `options.signal` gives it up, or closes what was opened.
 * @throws AssistantError `hold-sound-failed`, `aborted`
 */
export async function openHoldSound(
  device: DeviceContext,
  url: string,
  options: HoldSoundOptions & { readonly assetBase: string | undefined },
): Promise<LoopedSound> {
  const signals = options.signal === undefined ? [device.signal] : [device.signal, options.signal];
  const loading = new AbortController();
  try {
    const sound = await unlessAborted(load(device.context, url, loading.signal), signals, what);
    throwIfAborted(signals, what);
    return new LoopedSound(device, sound, signals, options);
  } finally {
    loading.abort();
  }
}

async function load(context: AudioContext, url: string, signal: AbortSignal): Promise<AudioBuffer> {
  const file = await fetchSound(url, signal);
  let sound: AudioBuffer;
  try {
    sound = await context.decodeAudioData(file);
  } catch (cause) {
    throw failed(url, 'it is no sound that this browser can decode; WAV and MP3 are known to all', cause);
  }
  if (sound.duration > maxSeconds) throw failed(url, `it is longer than ${maxSeconds / 60} minutes; a loop is enough`);
  return sound;
}

/** A sound that goes round and round, fades in and gives way. */
export class LoopedSound implements HoldSound {
  readonly #device: DeviceContext;
  readonly #sound: AudioBuffer;
  readonly #gain: GainNode;
  readonly #lifetime = new AbortController();
  /** Those that are heard: the one that plays, and those that fade out. */
  readonly #rounds = new Set<Round>();
  #playing: Round | null = null;
  #beat: Beat | null = null;
  #volume: number;

  constructor(
    device: DeviceContext,
    sound: AudioBuffer,
    signals: readonly AbortSignal[],
    options: { readonly volume?: number; readonly assetBase: string | undefined },
  ) {
    this.#device = device;
    this.#sound = sound;
    this.#volume = options.volume ?? 1;
    this.#gain = new GainNode(device.context, { gain: this.#volume * level });
    this.#gain.connect(device.heard);
    for (const signal of signals) signal.addEventListener('abort', () => this.close(), { signal: this.#lifetime.signal });
    this.beatKnown = detectBeat(sound, options.assetBase, this.#lifetime.signal).then(
      (beat) => {
        this.#beat = beat;
      },
      // Closed meanwhile, or a browser that cannot render what the detector listens to.
      () => {},
    );
  }

  /** Settles when {@link beat} is what it will be. */
  readonly beatKnown: Promise<void>;

  get beat(): Beat | null {
    return this.#beat;
  }

  get volume(): number {
    return this.#volume;
  }

  set volume(volume: number) {
    this.#volume = volume;
    this.#gain.gain.setTargetAtTime(volume * level, this.#device.context.currentTime + aheadSeconds, glideSeconds);
  }

  get phase(): number | null {
    if (this.#playing === null || !this.#device.running) return null;
    const seconds = this.#playing.heardSeconds;
    if (seconds < 0) return null;
    // Where the sound begins anew its beat does too; a pulse of our own goes on.
    return this.#beat === null ? beatPhase(plainPulse, seconds) : beatPhase(this.#beat, seconds % this.#sound.duration);
  }

  play(): void {
    if (this.#playing !== null || this.#lifetime.signal.aborted) return;
    const round = new Round(this.#device.context, this.#sound, this.#gain, () => this.#rounds.delete(round));
    this.#rounds.add(round);
    this.#playing = round;
  }

  stop(manner: 'at-once' | 'gently'): void {
    this.#playing = null;
    for (const round of this.#rounds) round.fadeOut(manner === 'gently' ? gentleSeconds : giveWaySeconds);
  }

  close(): void {
    if (this.#lifetime.signal.aborted) return;
    this.#lifetime.abort();
    this.#playing = null;
    for (const round of this.#rounds) round.free();
    this.#gain.disconnect();
  }
}

/** The sound from one beginning to one end. */
class Round {
  readonly #context: AudioContext;
  readonly #source: AudioBufferSourceNode;
  readonly #gain: GainNode;
  readonly #startedAt: number;
  /** Kept here, because Firefox does not tell where a gain is on its way. */
  #fade: { readonly from: number; readonly to: number; readonly at: number; readonly seconds: number };

  constructor(context: AudioContext, sound: AudioBuffer, target: AudioNode, onEnded: () => void) {
    this.#context = context;
    this.#startedAt = context.currentTime + aheadSeconds;
    this.#source = new AudioBufferSourceNode(context, { buffer: sound, loop: true });
    this.#gain = new GainNode(context, { gain: 0 });
    this.#fade = { from: 0, to: 0, at: this.#startedAt, seconds: 0 };
    this.#source.connect(this.#gain).connect(target);
    const end = (): void => {
      this.free();
      onEnded();
    };
    this.#source.addEventListener('ended', end, { once: true });
    this.#source.start(this.#startedAt);
    this.#fadeTo(1, this.#startedAt, fadeInSeconds);
  }

  /** How much of it has reached the ear; below 0 while it is still on its way there. */
  get heardSeconds(): number {
    return this.#context.currentTime - outputLatencySeconds(this.#context) - this.#startedAt;
  }

  fadeOut(seconds: number): void {
    const at = this.#context.currentTime + aheadSeconds;
    const { to, at: since } = this.#fade;
    // One that ends sooner already is left alone.
    if (to === 0 && since + this.#fade.seconds <= at + seconds) return;
    this.#fadeTo(0, at, seconds);
    this.#source.stop(at + seconds);
  }

  free(): void {
    this.#source.stop();
    this.#source.disconnect();
    this.#gain.disconnect();
  }

  #fadeTo(to: number, at: number, seconds: number): void {
    const { gain } = this.#gain;
    const before = this.#fade;
    const way = before.seconds === 0 ? 1 : Math.min(1, Math.max(0, (at - before.at) / before.seconds));
    const from = before.from + (before.to - before.from) * way;
    // Until then it stays on its way.
    if (way < 1) gain.linearRampToValueAtTime(from, at);
    else gain.setValueAtTime(from, at);
    gain.cancelScheduledValues(at + 1 / this.#context.sampleRate);
    gain.linearRampToValueAtTime(to, at + seconds);
    this.#fade = { from, to, at, seconds };
  }
}
