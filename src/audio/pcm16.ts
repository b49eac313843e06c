/** Bytes of one sample. */
export const sampleBytes = 2;

/**
 * Writes samples as PCM16, little endian, at a byte offset.
 * What lies outside −1 to 1 is clipped; what is not a number becomes silence.
 */
export function writePcm16(samples: Float32Array, count: number, target: DataView, byteOffset: number): void {
  for (let i = 0; i < count; i += 1) {
    const scaled = Math.round(samples[i]! * 32_768);
    // NaN fails both comparisons and reaches setInt16, which stores 0.
    const clipped = scaled > 32_767 ? 32_767 : scaled < -32_768 ? -32_768 : scaled;
    target.setInt16(byteOffset + i * sampleBytes, clipped, true);
  }
}

/**
 * Reads a stream of PCM16 chunks of any length: a sample that was cut in two by the end of a chunk is put together when
 * the next one comes.
 */
export class Pcm16Reader {
  /** The first byte of a sample whose second one is still to come, or −1. */
  #carry = -1;

  /** Whole samples that `bytes` more will give. */
  samplesIn(bytes: number): number {
    return Math.floor((bytes + (this.#carry < 0 ? 0 : 1)) / sampleBytes);
  }

  /** Hands every whole sample, as −32,768 to 32,767, to `write`; returns how many. */
  read(chunk: ArrayBuffer, write: (sample: number) => void): number {
    const bytes = new DataView(chunk);
    const count = this.samplesIn(bytes.byteLength);
    let at = 0;
    if (this.#carry >= 0 && bytes.byteLength > 0) {
      write((bytes.getInt8(0) << 8) | this.#carry);
      this.#carry = -1;
      at = 1;
    }
    for (; at + 1 < bytes.byteLength; at += sampleBytes) write(bytes.getInt16(at, true));
    if (at < bytes.byteLength) this.#carry = bytes.getUint8(at);
    return count;
  }
}
