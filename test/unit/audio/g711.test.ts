import { describe, expect, it } from 'vitest';
import { decodeG711, encodeG711, type G711Law } from '../../../src/audio/g711.ts';

const laws = ['ulaw', 'alaw'] as const satisfies readonly G711Law[];
/** Every sample that there is, lowest first. */
const everySample = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code);

/** PCM16 in the wire's order of bytes, whatever the machine's is. */
function bytesOf(samples: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  for (let i = 0; i < samples.length; i += 1) view.setInt16(i * 2, samples[i]!, true);
  return new Uint8Array(view.buffer);
}

function samplesOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 2 }, (_, i) => view.getInt16(i * 2, true));
}

const encode = (law: G711Law, ...samples: number[]): number[] => [...encodeG711(law, bytesOf(samples))];
const decode = (law: G711Law, ...codes: number[]): number[] => samplesOf(decodeG711(law, Uint8Array.from(codes)));
const roundTrip = (law: G711Law): number[] => samplesOf(decodeG711(law, encodeG711(law, bytesOf(everySample))));

describe('the telephone’s audio', () => {
  it.each([
    // G.711, tables 5 and 6: these codes over and over are a tone of 1 kHz at 0 dBm0. The loudest that the laws can
    // say is +3.17 and +3.14 dBm0, where the magnitudes end that their tables 1 and 2 quantise, here on the scale of
    // 16 bits.
    { law: 'ulaw', codes: [0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e], loudest: 8_159 * 4, aboveDb: 3.17 },
    { law: 'alaw', codes: [0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4], loudest: 4_096 * 8, aboveDb: 3.14 },
  ] as const)('plays the ITU’s own test tone as loud as the ITU says ($law)', ({ law, codes, loudest, aboveDb }) => {
    const samples = decode(law, ...codes);
    const amplitude = loudest / 10 ** (aboveDb / 20);
    const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    expect(Math.abs(20 * Math.log10((rms * Math.SQRT2) / amplitude))).toBeLessThan(0.1);
    // The codes begin with the negative half wave, an eighth of a turn after its zero.
    for (const [i, sample] of samples.entries()) {
      const ideal = -amplitude * Math.sin((Math.PI / 4) * (i + 0.5));
      expect(Math.abs(sample - ideal), `sample ${i}`).toBeLessThan(amplitude / 32);
    }
    expect(encode(law, ...samples)).toEqual(codes);
  });

  it.each([
    { law: 'ulaw', silence: [0xff, 0x7f], loudest: [0x80, 0x00], values: [-32_124, -8_316, -876, 876, 8_316, 32_124] },
    { law: 'alaw', silence: [0xd5, 0x55], loudest: [0xaa, 0x2a], values: [-32_256, -8_448, -848, 848, 8_448, 32_256] },
  ] as const)('has the codes of the standard’s ends and of its middle ($law)', ({ law, silence, loudest, values }) => {
    expect(encode(law, 0, -1)).toEqual(silence);
    expect(encode(law, 32_767, -32_768)).toEqual(loudest);
    const all = decode(law, ...everyCode);
    expect([Math.min(...all), Math.max(...all)]).toEqual([values[0], values.at(-1)]);
    for (const value of values) expect(all).toContain(value);
  });

  it.each([
    // Computed once by sox 14.4 from these codes: `sox -t ul -r 8000 -c 1 codes -t raw -e signed -b 16 samples`.
    {
      law: 'ulaw',
      samples: [-32_124, -15_996, -7_932, -3_900, -1_884, -876, -372, -120, 32_124, 15_996, 7_932, 3_900],
      more: [1_884, 876, 372, 120],
    },
    {
      law: 'alaw',
      samples: [-5_504, -2_752, -22_016, -11_008, -344, -88, -1_376, -688, 5_504, 2_752, 22_016, 11_008],
      more: [344, 88, 1_376, 688],
    },
  ] as const)('sounds as in other people’s decoders ($law)', ({ law, samples, more }) => {
    const everySixteenth = everyCode.filter((code) => code % 16 === 0);
    expect(decode(law, ...everySixteenth)).toEqual([...samples, ...more]);
  });

  it.each([
    // Computed once by Python 3.11's audioop, which has Sun's encoder.
    { law: 'ulaw', codes: [0xf1, 0x71, 0xdc, 0x5c, 0xce, 0x4e, 0xaf, 0x2f, 0x97, 0x17] },
    { law: 'alaw', codes: [0xd3, 0x53, 0xca, 0x4a, 0xfa, 0x7a, 0x9a, 0x1a, 0xbd, 0x3d] },
  ] as const)('is written as in other people’s encoders ($law)', ({ law, codes }) => {
    expect(encode(law, 110, -110, 500, -500, 1_000, -1_000, 4_000, -4_000, 12_345, -12_345)).toEqual(codes);
  });

  it.each(laws)('is a fixed point: what was decoded is encoded as it was (%s)', (law) => {
    const again = encodeG711(law, decodeG711(law, everyCode));
    // µ-law has two zeros, and a sample cannot tell the negative one.
    const expected = everyCode.map((code) => (law === 'ulaw' && code === 0x7f ? 0xff : code));
    expect(again).toEqual(expected);
  });

  it.each(laws)('never makes the louder of two samples the softer one (%s)', (law) => {
    const heard = roundTrip(law);
    expect(heard.every((sample, i) => i === 0 || sample >= heard[i - 1]!)).toBe(true);
    expect(new Set(heard).size).toBe(law === 'ulaw' ? 255 : 256);
  });

  it.each(laws)('is the same on both sides of zero (%s)', (law) => {
    const heard = roundTrip(law);
    // The mirror of a sample is its one's complement: 0 and −1, 1 and −2.
    expect(heard.every((sample, i) => sample === -heard[65_535 - i]!)).toBe(true);
  });

  it.each([
    // Half a step: 4 near silence in µ-law, 8 in A-law, and a 32nd of the segment's start above, plus µ-law's bias.
    { law: 'ulaw', bound: (magnitude: number) => (magnitude + 132) / 32 },
    { law: 'alaw', bound: (magnitude: number) => Math.max(8, magnitude / 32) },
  ] as const)('is off by half a step at most, and a step is a 16th of the sample ($law)', ({ law, bound }) => {
    const heard = roundTrip(law);
    const loudest = Math.max(...heard);
    const worst = everySample.map((sample, i) => {
      const magnitude = sample < 0 ? ~sample : sample;
      // Louder than the loudest code's own step is clipped.
      return magnitude > loudest + 512 ? 0 : Number(Math.abs(sample - heard[i]!) > bound(magnitude) + 1);
    });
    expect(everySample.filter((_, i) => worst[i] === 1)).toHaveLength(0);
  });

  it.each(laws)('is read and written from the middle of a buffer, at an odd place too (%s)', (law) => {
    const pcm = new Uint8Array([9, ...bytesOf([1_000, -1_000]), 9]).subarray(1, 5);
    expect([...encodeG711(law, pcm)]).toEqual(encode(law, 1_000, -1_000));
    const codes = new Uint8Array([9, 0x10, 0x20, 9]).subarray(1, 3);
    expect(samplesOf(decodeG711(law, codes))).toEqual(decode(law, 0x10, 0x20));
    expect(encodeG711(law, new Uint8Array(0))).toHaveLength(0);
    expect(decodeG711(law, new Uint8Array(0))).toHaveLength(0);
  });

  it('takes no half samples', () => {
    expect(() => encodeG711('ulaw', new Uint8Array(3))).toThrow(RangeError);
    expect(() => encodeG711('alaw', new Uint8Array(3))).toThrow(/3 bytes are odd/);
  });
});
