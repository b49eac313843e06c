/** Samples of a page: 200 ms at 24 kHz. */
const pageLength = 4_800;
/** Emptied pages that are kept for new audio: 12 s, 600 kB. */
const maxSparePages = 60;

interface Page {
  readonly samples: Int16Array;
  next: Page | undefined;
}

/** Emptied pages, so that steady playing allocates nothing on the audio thread. */
export class PagePool {
  #spare: Page | undefined;
  #count = 0;

  take(): Page {
    const page = this.#spare;
    if (page === undefined) return { samples: new Int16Array(pageLength), next: undefined };
    this.#spare = page.next;
    this.#count -= 1;
    page.next = undefined;
    return page;
  }

  give(page: Page): void {
    if (this.#count === maxSparePages) return;
    page.next = this.#spare;
    this.#spare = page;
    this.#count += 1;
  }
}

/** PCM16 samples, first in, first out, in pages: constant time however much is queued and however it was cut up. */
export class SampleFifo {
  readonly #pool: PagePool;
  #first: Page | undefined;
  #last: Page | undefined;
  #readAt = 0;
  #writeAt = 0;
  #length = 0;

  constructor(pool: PagePool) {
    this.#pool = pool;
  }

  get length(): number {
    return this.#length;
  }

  push(sample: number): void {
    if (this.#last === undefined || this.#writeAt === pageLength) {
      const page = this.#pool.take();
      if (this.#last === undefined) this.#first = page;
      else this.#last.next = page;
      this.#last = page;
      this.#writeAt = 0;
    }
    this.#last.samples[this.#writeAt] = sample;
    this.#writeAt += 1;
    this.#length += 1;
  }

  /** Writes up to `count` samples, scaled to −1 to 1, into `target` from `offset` on; returns how many there were. */
  read(target: Float32Array, offset: number, count: number): number {
    const total = Math.min(count, this.#length);
    for (let i = 0; i < total; i += 1) {
      const page = this.#first!;
      target[offset + i] = page.samples[this.#readAt]! / 32_768;
      this.#readAt += 1;
      if (this.#readAt === pageLength) this.#dropFirst(page);
    }
    this.#length -= total;
    return total;
  }

  clear(): void {
    while (this.#first !== undefined) this.#dropFirst(this.#first);
    this.#length = 0;
  }

  #dropFirst(page: Page): void {
    this.#first = page.next;
    if (this.#first === undefined) this.#last = undefined;
    this.#readAt = 0;
    this.#pool.give(page);
  }
}
