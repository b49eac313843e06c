import { expect } from 'chai';
import { follow, spoken } from './following.ts';

/** Of a context at 44.1 kHz, in samples of the stream. */
const block = (128 * 24_000) / 44_100;
const inBlocks = (count: number): number => Math.round(count * block);

/** A recording of `parts` of what was said, and of so many samples of silence. */
function recording(...parts: readonly (Float32Array | number)[]): Float32Array {
  const all: number[] = [];
  for (const part of parts) all.push(...(typeof part === 'number' ? new Float32Array(part) : part));
  return Float32Array.from(all);
}

describe('a recording that is compared with what was said', () => {
  let said: Float32Array;

  before(async () => {
    said = await spoken();
  });

  it('is right where all of it is there, or came later by whole blocks', () => {
    const [first, then, last] = [said.subarray(0, 41_000), said.subarray(41_000, 90_000), said.subarray(90_000, 120_000)];
    const whole = follow(recording(first, then, last), said, block);
    expect(whole.errors).to.deep.equal([]);
    expect(whole.found).to.be.at.least(30);
    // Silence in its place, and the block before once more.
    const again = first.subarray(first.length - inBlocks(1));
    const later = follow(recording(first, again, then, inBlocks(3), last), said, block);
    expect(later.errors).to.deep.equal([]);
    expect(later.found).to.be.within(whole.found - 4, whole.found);
  });

  for (const [what, lost] of [
    ['16 ms', 389],
    ['a block', inBlocks(1)],
    ['a frame', 480],
    ['half a block', 35],
    ['a quarter of a second', 6_000],
  ] as const) {
    it(`is wrong once for each place where ${what} is missing`, () => {
      const places = [31_000, 82_000];
      const parts = [said.subarray(0, places[0]), said.subarray(places[0]! + lost, places[1]), said.subarray(places[1]! + lost, 120_000)];
      const { errors } = follow(recording(...parts), said, block);
      expect(errors).to.have.lengthOf(2);
      for (const error of errors) expect(error).to.match(new RegExp(`^-${lost} samples late`));
    });
  }

  it('is wrong where it comes later by less than a block', () => {
    const { errors } = follow(recording(said.subarray(0, 41_000), 30, said.subarray(41_000, 120_000)), said, block);
    expect(errors.join()).to.match(/^30 samples late at [\d.]+ s( after a hole)?$/);
  });

  it('finds nothing in another that was not said', () => {
    const backwards = said.slice(0, 120_000).toReversed();
    expect(follow(backwards, said, block).found).to.be.at.most(2);
  });
});
