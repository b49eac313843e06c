/**
 * What was handed to the device last, by whom it came from: a device holds some of it back, and who is cut off has not
 * heard that.
 */
export class Tail<Source> {
  readonly #maxFrames: number;
  readonly #stretches: { readonly source: Source; frames: number }[] = [];
  #frames = 0;

  /** @param maxFrames more than any device holds back */
  constructor(maxFrames: number) {
    this.#maxFrames = maxFrames;
  }

  /** Oldest first; at most `maxFrames` in all. */
  get stretches(): readonly { readonly source: Source; readonly frames: number }[] {
    return this.#stretches;
  }

  add(source: Source, frames: number): void {
    if (frames === 0) return;
    const last = this.#stretches.at(-1);
    if (last !== undefined && last.source === source) last.frames += frames;
    else this.#stretches.push({ source, frames });
    this.#frames += frames;
    while (this.#frames > this.#maxFrames) {
      const first = this.#stretches[0]!;
      const dropped = Math.min(first.frames, this.#frames - this.#maxFrames);
      first.frames -= dropped;
      this.#frames -= dropped;
      if (first.frames === 0) this.#stretches.shift();
    }
  }

  clear(): void {
    this.#stretches.length = 0;
    this.#frames = 0;
  }
}
