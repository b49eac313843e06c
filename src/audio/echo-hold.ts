/**
 * For so long the gate has to stay open before anything is sent: most bursts of echo that open it are over by then. Who
 * speaks is heard later by this, once, and then in real time again.
 */
const confirmMs = 60;
/** How much of what came before the opening is sent too: the gate finds most onsets within that time. */
const giveBackMs = 80;
const fadeMs = 5;
const chunkFrames = 1_024;

/** Takes the first `count` of `samples`, which are only lent: they change with the next call. */
export type EmitSamples = (samples: Float32Array, count: number) => void;

/**
 * Makes of microphone and echo gate what is sent. While the gate is closed that is silence, of which the last 140 ms
 * are withheld: when a near talker has held the gate open for 60 ms they are sent as the microphone heard them, so that
 * no first syllable is lost; when the far end falls silent before, they are echo and sent as silence. No frame is ever
 * lost or repeated: what was pushed is what was emitted and {@link heldFrames}. Every change between sound and silence
 * fades over 5 ms, so that no click starts a turn.
 */
export class EchoHold {
  readonly #ring: Float32Array;
  readonly #output = new Float32Array(chunkFrames);
  readonly #fadeFrames: number;
  #readAt = 0;
  #held = 0;
  #written = 0;
  readonly #confirmFrames: number;
  /** Frames for which the gate has been open while nothing was let through yet. */
  #openFrames = 0;
  #isPassing = true;
  /** How far the sound is faded in, in frames of the fade. */
  #faded: number;

  /** @param sampleRate frames a second, a whole number from 3,000 to 768,000 */
  constructor(sampleRate: number) {
    if (!Number.isInteger(sampleRate) || sampleRate < 3_000 || sampleRate > 768_000) {
      throw new RangeError(
        `sampleRate has to be a whole number of frames a second from 3,000 to 768,000, not ${sampleRate}`,
      );
    }
    this.#ring = new Float32Array(Math.round((sampleRate * (giveBackMs + confirmMs)) / 1_000));
    this.#confirmFrames = Math.round((sampleRate * confirmMs) / 1_000);
    this.#fadeFrames = Math.round((sampleRate * fadeMs) / 1_000);
    this.#faded = this.#fadeFrames;
  }

  /** Frames that were pushed and wait: at most 140 ms, none while what is heard is sent. */
  get heldFrames(): number {
    return this.#held;
  }

  /**
   * Takes a block of any length; calls `emit` with at most 1,024 frames at once, as often as it takes.
   * @param isOpen @param isActive of the gate, after it took the same block
   */
  push(block: Float32Array, isOpen: boolean, isActive: boolean, emit: EmitSamples): void {
    if (!isOpen) {
      this.#isPassing = false;
      this.#openFrames = 0;
    } else if (!this.#isPassing) {
      const wasOpened = this.#openFrames > 0;
      this.#openFrames += block.length;
      if (!isActive || this.#openFrames >= this.#confirmFrames) this.#pass(isActive || wasOpened, emit);
    }
    if (this.#isPassing) for (let i = 0; i < block.length; i += 1) this.#put(block[i]!, true, emit);
    else for (let i = 0; i < block.length; i += 1) this.#hold(block[i]!, emit);
    this.#emitWritten(emit);
  }

  /** Emits what is withheld: as sound where a near talker has just opened the gate, else as silence. */
  flush(emit: EmitSamples): void {
    this.#release(this.#openFrames > 0, emit);
    this.#emitWritten(emit);
  }

  /** Forgets what is withheld; the next block is the first of a new stream. */
  reset(): void {
    this.#held = 0;
    this.#written = 0;
    this.#openFrames = 0;
    this.#isPassing = true;
    this.#faded = this.#fadeFrames;
  }

  #pass(isSound: boolean, emit: EmitSamples): void {
    this.#release(isSound, emit);
    this.#isPassing = true;
    this.#openFrames = 0;
  }

  #hold(sample: number, emit: EmitSamples): void {
    if (this.#held === this.#ring.length) this.#put(this.#takeHeld(), false, emit);
    let at = this.#readAt + this.#held;
    if (at >= this.#ring.length) at -= this.#ring.length;
    this.#ring[at] = sample;
    this.#held += 1;
  }

  #release(isSound: boolean, emit: EmitSamples): void {
    while (this.#held > 0) this.#put(this.#takeHeld(), isSound, emit);
  }

  #takeHeld(): number {
    const sample = this.#ring[this.#readAt]!;
    this.#readAt += 1;
    if (this.#readAt === this.#ring.length) this.#readAt = 0;
    this.#held -= 1;
    return sample;
  }

  /** One gain for both ways, so that a fade that is turned round goes on from where it was. */
  #put(sample: number, isSound: boolean, emit: EmitSamples): void {
    const all = this.#fadeFrames;
    if (isSound) {
      if (this.#faded < all) this.#faded += 1;
    } else if (this.#faded > 0) {
      this.#faded -= 1;
    }
    const part = this.#faded / all;
    // Full gain has to be the very sample, and no gain silence even where the sample is no number.
    this.#output[this.#written] = part === 1 ? sample : part === 0 ? 0 : sample * part * part * (3 - 2 * part);
    this.#written += 1;
    if (this.#written === chunkFrames) this.#emitWritten(emit);
  }

  #emitWritten(emit: EmitSamples): void {
    if (this.#written === 0) return;
    const count = this.#written;
    this.#written = 0;
    emit(this.#output, count);
  }
}
