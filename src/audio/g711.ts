/**
 * ITU-T G.711: the telephone's audio, one byte a sample at 8,000 samples a second.
 *
 * Both laws as in the ITU's reference code (G.191, software tool library): a negative sample has the code of its one's
 * complement with the sign turned, so that every code stands for equally many samples on both sides of zero.
 */
export type G711Law = 'ulaw' | 'alaw';

const positiveBit = 0x80;
/** µ-law adds this to the magnitude, so that each segment begins at a power of two. */
const ulawBias = 33;

/** Code of a positive sample's upper 13 bits; the lower ones decide in neither law. */
function encodeUlaw(magnitude: number): number {
  const biased = Math.min(magnitude + ulawBias, 0x1fff);
  const segment = 26 - Math.clz32(biased);
  return 0xff ^ ((segment << 4) | ((biased >> (segment + 1)) & 0x0f));
}

function decodeUlaw(code: number): number {
  const bits = ~code & 0x7f;
  return (((((bits & 0x0f) << 1) + ulawBias) << (bits >> 4)) - ulawBias) << 2;
}

/** The same of A-law, whose codes have every second bit turned: silence would have too few edges for a line. */
function encodeAlaw(magnitude: number): number {
  const linear = magnitude >> 2;
  const segment = linear < 32 ? linear >> 4 : 28 - Math.clz32(linear);
  return (positiveBit | (segment << 4) | ((linear >> Math.max(0, segment - 1)) & 0x0f)) ^ 0x55;
}

function decodeAlaw(code: number): number {
  const bits = (code ^ 0x55) & 0x7f;
  const segment = bits >> 4;
  const step = ((bits & 0x0f) << 4) + 8;
  return segment === 0 ? step : (step + 0x100) << (segment - 1);
}

interface Tables {
  /** By a positive sample's upper 13 bits. */
  readonly codes: Uint8Array;
  /** By code. */
  readonly samples: Int16Array;
}

const tables: Partial<Record<G711Law, Tables>> = {};

/** Made when a session first speaks the law: most never do. */
function tablesOf(law: G711Law): Tables {
  const encode = law === 'ulaw' ? encodeUlaw : encodeAlaw;
  const decode = law === 'ulaw' ? decodeUlaw : decodeAlaw;
  return (tables[law] ??= {
    codes: Uint8Array.from({ length: 0x2000 }, (_, magnitude) => encode(magnitude)),
    samples: Int16Array.from({ length: 0x100 }, (_, code) => (code & positiveBit ? decode(code) : -decode(code))),
  });
}

/**
 * @param pcm PCM16, little endian, mono, at 8,000 samples a second; whole samples
 * @throws RangeError where the last sample is only half there: what is cut has to be joined before it comes here
 */
export function encodeG711(law: G711Law, pcm: Uint8Array): Uint8Array<ArrayBuffer> {
  if (pcm.byteLength % 2 !== 0) throw new RangeError(`PCM16 has two bytes a sample, ${pcm.byteLength} bytes are odd`);
  const { codes } = tablesOf(law);
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const bytes = new Uint8Array(pcm.byteLength / 2);
  for (let i = 0; i < bytes.length; i += 1) {
    const sample = view.getInt16(i * 2, true);
    bytes[i] = sample < 0 ? codes[~sample >> 2]! ^ positiveBit : codes[sample >> 2]!;
  }
  return bytes;
}

/** @returns PCM16, little endian, mono, at 8,000 samples a second: twice as many bytes */
export function decodeG711(law: G711Law, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { samples } = tablesOf(law);
  const pcm = new Uint8Array(bytes.length * 2);
  const view = new DataView(pcm.buffer);
  for (let i = 0; i < bytes.length; i += 1) view.setInt16(i * 2, samples[bytes[i]!]!, true);
  return pcm;
}
