import { decodeG711, encodeG711, type G711Law } from '../audio/g711.ts';
import type { AudioFormat } from '../protocol/client-command.ts';

const LAWS = { pcm16: null, 'g711-ulaw': 'ulaw', 'g711-alaw': 'alaw' } as const;

/** Between the PCM16 of the worklets and the samples on the wire. */
export class WireSound {
  readonly #law: G711Law | null;
  /** Frames of the worklets' streams in a second. */
  readonly rate: number;

  constructor(format: AudioFormat) {
    this.#law = LAWS[format];
    this.rate = this.#law === null ? 24_000 : 8_000;
  }

  decode(samples: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    return this.#law === null ? samples : decodeG711(this.#law, samples);
  }

  encode(pcm: Uint8Array): Uint8Array {
    return this.#law === null ? pcm : encodeG711(this.#law, pcm);
  }
}
