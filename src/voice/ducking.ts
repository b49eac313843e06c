/** −14 dB: still there, and no obstacle to who speaks. */
const DUCKED_GAIN = 0.2;
/** How long a service may take to find speech that began: its own 100 to 300 ms, and two ways through a slow network. */
const LIMIT_MS = 800;

/** Somebody seems to speak over the answer: it steps back at once, and comes back if the service heard nobody. */
export class Ducking {
  readonly #setGain: (gain: number) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(setGain: (gain: number) => void) {
    this.#setGain = setGain;
  }

  begin(): void {
    if (this.#timer !== undefined) return;
    this.#setGain(DUCKED_GAIN);
    this.#timer = setTimeout(() => this.end(), LIMIT_MS);
  }

  end(): void {
    if (this.#timer === undefined) return;
    this.close();
    this.#setGain(1);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
