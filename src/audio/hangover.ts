/** Evidence, in dB, that opens. */
const openFrom = 1;
/** Who has talked for some time is talking still: then less will do. */
const stayOpenFrom = 0.5;
const talkThatStays = 12;
/** Talk that one frame of evidence adds: 1 at the threshold, more where it is strong. */
const talkOf = (evidence: number): number => 0.8 + evidence / 5;
const greatestTalk = 60;
const talkForgetting = 0.97;
/** Frames for which the gate stays open: 30 ms after a first trigger, up to 400 ms after much talk. */
const leastFrames = 3;
const framesPerTalk = 1.1;
const greatestFrames = 40;

/**
 * Keeps the gate open between the words of a near talker, the longer the more they have said, so that a burst of echo
 * that is taken for one is short.
 */
export class Hangover {
  #talk = 0;
  #framesLeft = 0;

  get isOpen(): boolean {
    return this.#framesLeft > 0;
  }

  /** @param evidence of a near talker in this frame, in dB */
  add(evidence: number): void {
    if (evidence > (this.#talk > talkThatStays ? stayOpenFrom : openFrom)) {
      this.#talk = Math.min(greatestTalk, this.#talk + talkOf(evidence));
      this.#framesLeft = Math.min(greatestFrames, leastFrames + framesPerTalk * this.#talk);
    } else {
      this.#talk *= talkForgetting;
      this.#framesLeft = Math.max(0, this.#framesLeft - 1);
    }
  }

  reset(): void {
    this.#talk = 0;
    this.#framesLeft = 0;
  }
}
