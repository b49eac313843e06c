import type { FvadModule } from '@echogarden/fvad-wasm';
import { AudioDecoder, type AudioFormat, bytesPerMs, SAMPLE_RATE } from './audio-format.js';
import { ClientMistake } from './fields.js';
import { createId } from './ids.js';
import type { TurnDetection } from './session-settings.js';
import { TurnDetector } from './turn-detector.js';

const SAMPLES_PER_MS = SAMPLE_RATE / 1000;
const MIN_COMMIT_MS = 100;

export interface InputAudioOptions {
  readonly voiceActivity: FvadModule;
  /** Most audio that waits for a commit. Beyond, a turn under turn detection ends, and a manual one is refused. */
  readonly maxMs: number;
  speechStarted(itemId: string, startMs: number): void;
  speechStopped(itemId: string, endMs: number): void;
  committed(itemId: string, audio: Int16Array): void;
}

/** The input audio buffer of a session: collects, finds turns, cuts them out. Times count from the first sample ever. */
export class InputAudio {
  readonly #options: InputAudioOptions;
  #decoder: AudioDecoder;
  #format: AudioFormat;
  #detection: TurnDetection | null = null;
  #detector: TurnDetector | undefined;
  #chunks: Int16Array[] = [];
  #buffered = 0;
  /** All samples that ever came. */
  #received = 0;
  #itemId = createId('item');

  constructor(format: AudioFormat, options: InputAudioOptions) {
    this.#options = options;
    this.#format = format;
    this.#decoder = new AudioDecoder(format);
  }

  get speaking(): boolean {
    return this.#detector?.speaking ?? false;
  }

  get receivedMs(): number {
    return Math.floor(this.#received / SAMPLES_PER_MS);
  }

  configure(format: AudioFormat, detection: TurnDetection | null): void {
    if (format.type !== this.#format.type) {
      this.#take(this.#decoder.flush());
      this.#format = format;
      this.#decoder = new AudioDecoder(format);
    }
    if (JSON.stringify(detection) === JSON.stringify(this.#detection)) return;
    this.#detection = detection;
    this.#detector?.close();
    this.#detector =
      detection === null ? undefined : new TurnDetector(this.#options.voiceActivity, detection, this.receivedMs);
  }

  append(bytes: Buffer): void {
    const wouldBeMs = this.#buffered / SAMPLES_PER_MS + bytes.length / bytesPerMs(this.#format);
    if (this.#detector === undefined && wouldBeMs > this.#options.maxMs) {
      throw new ClientMistake(
        'input_audio_buffer_full',
        `The input audio buffer holds at most ${this.#options.maxMs} ms of audio. Commit or clear it.`,
        'audio',
      );
    }
    this.#add(bytes);
  }

  /** Audio that comes whether it is wanted or not, as in a call: without turn detection, the last of it waits for a commit. */
  stream(bytes: Buffer): void {
    this.#add(bytes);
    if (this.#detector === undefined) this.#keepLast(this.#options.maxMs * SAMPLES_PER_MS);
  }

  commit(): void {
    this.#take(this.#decoder.flush());
    const bufferedMs = this.#buffered / SAMPLES_PER_MS;
    if (bufferedMs < MIN_COMMIT_MS) {
      throw new ClientMistake(
        'input_audio_buffer_commit_empty',
        `Error committing input audio buffer: buffer too small. Expected at least ${MIN_COMMIT_MS}ms of audio, but buffer only has ${bufferedMs.toFixed(
          2,
        )}ms of audio.`,
      );
    }
    this.#detector?.reset();
    this.#cut(this.#received);
  }

  clear(): void {
    this.#decoder.reset();
    this.#detector?.reset();
    this.#keepLast(0);
    this.#itemId = createId('item');
  }

  close(): void {
    this.#detector?.close();
    this.#detector = undefined;
    this.clear();
  }

  #add(bytes: Buffer): void {
    const samples = this.#decoder.decode(bytes);
    // In pieces, since a turn that ends in the middle must not take what comes after it.
    for (let at = 0; at < samples.length; at += SAMPLES_PER_MS * 100)
      this.#take(samples.subarray(at, at + SAMPLES_PER_MS * 100));
  }

  #take(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#chunks.push(samples.slice());
    this.#buffered += samples.length;
    this.#received += samples.length;
    const detector = this.#detector;
    if (detector === undefined) return;
    for (const event of detector.process(samples)) {
      if (event.type === 'started') {
        const kept =
          this.#received - Math.max(this.#received - this.#buffered, Math.floor(event.startMs * SAMPLES_PER_MS));
        this.#keepLast(kept);
        this.#options.speechStarted(this.#itemId, Math.floor((this.#received - kept) / SAMPLES_PER_MS));
      } else this.#stop(event.endMs);
    }
    if (detector.speaking && this.#buffered / SAMPLES_PER_MS >= this.#options.maxMs) {
      detector.reset();
      this.#stop(this.receivedMs);
    }
    if (!detector.speaking) this.#keepLast(Math.ceil(detector.lookbackMs * SAMPLES_PER_MS));
  }

  #stop(endMs: number): void {
    this.#options.speechStopped(this.#itemId, endMs);
    this.#cut(Math.min(this.#received, endMs * SAMPLES_PER_MS));
  }

  /** Commits all up to that sample and keeps the rest. */
  #cut(endSample: number): void {
    const all = this.#join();
    const length = Math.max(0, endSample - (this.#received - all.length));
    const id = this.#itemId;
    this.#itemId = createId('item');
    this.#chunks = [all.slice(length)];
    this.#buffered = all.length - length;
    this.#options.committed(id, all.slice(0, length));
  }

  #keepLast(samples: number): void {
    while (this.#chunks.length > 0 && this.#buffered - this.#chunks[0]!.length >= samples) {
      this.#buffered -= this.#chunks.shift()!.length;
    }
    const excess = this.#buffered - samples;
    if (excess <= 0 || this.#chunks.length === 0) return;
    this.#chunks[0] = this.#chunks[0]!.slice(excess);
    this.#buffered = samples;
  }

  #join(): Int16Array {
    const all = new Int16Array(this.#buffered);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }
}
