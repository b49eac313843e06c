import fvad, { type FvadModule } from '@echogarden/fvad-wasm';
import { SAMPLE_RATE, toFloat, toPcm } from './audio-format.js';
import { Resampler } from './resample.js';
import type { TurnDetection } from './session-settings.js';

const VAD_RATE = 16_000;
const FRAME_MS = 20;
const FRAME_SAMPLES = (VAD_RATE / 1000) * FRAME_MS;
/** Speech begins when so many of the last frames are voiced: a click or a cough's edge is shorter. */
const ONSET_FRAMES = 10;
const ONSET_VOICED = 8;
/** Frames over which the quietest moment counts as the room's noise: people pause for breath, fans do not. */
const FLOOR_FRAMES = 150;
/** Speech stands out of the noise by at least 8 dB, and over -56 dBFS. */
const ABOVE_FLOOR = 2.5;
const QUIETEST_SPEECH = 0.0016;
/** Silence that ends a turn under `semantic_vad`, by eagerness. We judge no meaning, so the eager wait less. */
const SEMANTIC_SILENCE_MS = { low: 1_200, medium: 700, auto: 700, high: 400 } as const;
const SEMANTIC_PADDING_MS = 300;

export type TurnEvent =
  { readonly type: 'started'; readonly startMs: number } | { readonly type: 'stopped'; readonly endMs: number };

let loading: Promise<FvadModule> | undefined;

/** Loads the detector's program, once for all sessions; each of them has its own state in it. */
export function loadVoiceActivity(): Promise<FvadModule> {
  loading ??= fvad();
  return loading;
}

/** Finds where the user starts and stops to speak, in milliseconds since `originMs`. Close it when done. */
export class TurnDetector {
  readonly #module: FvadModule;
  readonly #handle: number;
  readonly #frame: number;
  readonly #silenceFrames: number;
  readonly #paddingMs: number;
  readonly #resampler = new Resampler(SAMPLE_RATE, VAD_RATE);
  readonly #levels = new Float32Array(FLOOR_FRAMES).fill(0);
  #rest = new Int16Array(0);
  #recent: boolean[] = [];
  #frames = 0;
  #quiet = 0;
  #speaking = false;
  readonly #originMs: number;

  constructor(module: FvadModule, detection: TurnDetection, originMs: number) {
    this.#module = module;
    this.#originMs = originMs;
    this.#handle = module._fvad_new();
    this.#frame = module._malloc(FRAME_SAMPLES * 2);
    const threshold = detection.type === 'server_vad' ? detection.threshold : 0.5;
    module._fvad_set_mode(this.#handle, threshold < 0.25 ? 0 : threshold < 0.5 ? 1 : threshold < 0.75 ? 2 : 3);
    module._fvad_set_sample_rate(this.#handle, VAD_RATE);
    const silenceMs =
      detection.type === 'server_vad' ? detection.silence_duration_ms : SEMANTIC_SILENCE_MS[detection.eagerness];
    this.#silenceFrames = Math.max(1, Math.ceil(silenceMs / FRAME_MS));
    this.#paddingMs = detection.type === 'server_vad' ? detection.prefix_padding_ms : SEMANTIC_PADDING_MS;
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  /** How far back the beginning of a turn may lie when it is found, in milliseconds. */
  get lookbackMs(): number {
    return this.#paddingMs + ONSET_FRAMES * FRAME_MS;
  }

  process(samples: Int16Array): TurnEvent[] {
    const resampled = toPcm(this.#resampler.push(toFloat(samples)));
    const input = new Int16Array(this.#rest.length + resampled.length);
    input.set(this.#rest);
    input.set(resampled, this.#rest.length);
    const events: TurnEvent[] = [];
    let at = 0;
    for (; at + FRAME_SAMPLES <= input.length; at += FRAME_SAMPLES) {
      const event = this.#step(this.#isVoiced(input.subarray(at, at + FRAME_SAMPLES)));
      if (event !== undefined) events.push(event);
    }
    this.#rest = input.slice(at);
    return events;
  }

  /** Forgets a turn that is under way; the clock runs on. */
  reset(): void {
    this.#module._fvad_reset(this.#handle);
    this.#speaking = false;
    this.#recent = [];
  }

  close(): void {
    this.#module._free(this.#frame);
    this.#module._fvad_free(this.#handle);
  }

  #step(voiced: boolean): TurnEvent | undefined {
    this.#frames += 1;
    const nowMs = this.#originMs + this.#frames * FRAME_MS;
    if (this.#speaking) {
      this.#quiet = voiced ? 0 : this.#quiet + 1;
      if (this.#quiet < this.#silenceFrames) return undefined;
      this.#speaking = false;
      this.#recent = [];
      return { type: 'stopped', endMs: nowMs };
    }
    this.#recent.push(voiced);
    if (this.#recent.length > ONSET_FRAMES) this.#recent.shift();
    if (this.#recent.filter(Boolean).length < ONSET_VOICED) return undefined;
    const onsetMs = nowMs - (this.#recent.length - this.#recent.indexOf(true)) * FRAME_MS;
    this.#speaking = true;
    this.#quiet = 0;
    return { type: 'started', startMs: Math.max(this.#originMs, onsetMs - this.#paddingMs) };
  }

  #isVoiced(frame: Int16Array): boolean {
    let energy = 0;
    for (const sample of frame) energy += sample * sample;
    const level = Math.sqrt(energy / frame.length) / 32_768;
    this.#levels[this.#frames % FLOOR_FRAMES] = level;
    this.#module.HEAP16.set(frame, this.#frame >> 1);
    const voiced = this.#module._fvad_process(this.#handle, this.#frame, FRAME_SAMPLES) === 1;
    if (!voiced || level < QUIETEST_SPEECH) return false;
    // Before the history is full its zeros make the floor 0: then the detector alone decides.
    return level > ABOVE_FLOOR * Math.min(...this.#levels);
  }
}
