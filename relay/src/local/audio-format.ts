import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from './g711.js';
import { Resampler } from './resample.js';

/** The rate inside the engine and of `audio/pcm` on the wire: 16-bit little-endian mono. */
export const SAMPLE_RATE = 24_000;
const G711_RATE = 8_000;

export type AudioFormat =
  | { readonly type: 'audio/pcm'; readonly rate: 24_000 }
  | { readonly type: 'audio/pcmu' }
  | { readonly type: 'audio/pcma' };

/** Bytes of a millisecond of audio in that format. */
export function bytesPerMs(format: AudioFormat): number {
  return format.type === 'audio/pcm' ? (SAMPLE_RATE * 2) / 1000 : G711_RATE / 1000;
}

/** Turns a stream of wire audio into 24 kHz samples. Bytes come whole: two to a sample for PCM. */
export class AudioDecoder {
  readonly #format: AudioFormat;
  #resampler: Resampler | undefined;

  constructor(format: AudioFormat) {
    this.#format = format;
    this.reset();
  }

  /** Forgets what it holds back: another stream begins. */
  reset(): void {
    this.#resampler = this.#format.type === 'audio/pcm' ? undefined : new Resampler(G711_RATE, SAMPLE_RATE);
  }

  decode(bytes: Buffer): Int16Array {
    if (this.#resampler === undefined) return pcmFromBytes(bytes);
    const expand = this.#format.type === 'audio/pcmu' ? decodeMuLaw : decodeALaw;
    const samples = new Float32Array(bytes.length);
    for (let index = 0; index < bytes.length; index++) samples[index] = expand(bytes[index]!) / 32_768;
    return toPcm(this.#resampler.push(samples));
  }

  /** The last 2 ms of G.711, which wait for what follows; with them there are as many samples as the bytes last. */
  flush(): Int16Array {
    const tail = this.#resampler === undefined ? new Float32Array() : this.#resampler.flush();
    this.reset();
    return toPcm(tail);
  }
}

/** Turns 24 kHz samples into a stream of wire audio. */
export class AudioEncoder {
  readonly #format: AudioFormat;
  readonly #resampler: Resampler | undefined;

  constructor(format: AudioFormat) {
    this.#format = format;
    this.#resampler = format.type === 'audio/pcm' ? undefined : new Resampler(SAMPLE_RATE, G711_RATE);
  }

  encode(samples: Float32Array): Buffer {
    if (this.#resampler === undefined) return bytesFromPcm(toPcm(samples));
    return this.#compress(this.#resampler.push(samples));
  }

  /** What waits for more samples: the last 2 ms of G.711. The instance is used up. */
  flush(): Buffer {
    return this.#resampler === undefined ? Buffer.alloc(0) : this.#compress(this.#resampler.flush());
  }

  #compress(samples: Float32Array): Buffer {
    const compress = this.#format.type === 'audio/pcmu' ? encodeMuLaw : encodeALaw;
    return Buffer.from(Array.from(toPcm(samples), compress));
  }
}

export function toPcm(samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index++) {
    pcm[index] = Math.round(Math.max(-1, Math.min(1, samples[index]!)) * 32_767);
  }
  return pcm;
}

export function toFloat(pcm: Int16Array): Float32Array {
  const samples = new Float32Array(pcm.length);
  for (let index = 0; index < pcm.length; index++) samples[index] = pcm[index]! / 32_768;
  return samples;
}

/** Samples from little-endian bytes, wherever in memory they begin. */
export function pcmFromBytes(bytes: Buffer): Int16Array {
  const pcm = new Int16Array(bytes.length >> 1);
  for (let index = 0; index < pcm.length; index++) pcm[index] = bytes.readInt16LE(index * 2);
  return pcm;
}

export function bytesFromPcm(pcm: Int16Array): Buffer {
  const bytes = Buffer.alloc(pcm.length * 2);
  for (let index = 0; index < pcm.length; index++) bytes.writeInt16LE(pcm[index]!, index * 2);
  return bytes;
}

/** A WAV file of 16-bit mono samples, as transcription services take it. */
export function wavFile(pcm: Int16Array, rate: number): Buffer {
  const body = bytesFromPcm(pcm);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + body.length, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(body.length, 40);
  return Buffer.concat([header, body]);
}
