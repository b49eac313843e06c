import { expect } from 'chai';
import type { HoldSound } from '../../../src/audio/audio-system.ts';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { sound, soundUrl } from './hold-sounds.ts';
import { liveAfter, liveNow } from './live-objects.ts';
import { Recording } from './recording.ts';
import { clickThePage, rejection, untilRunning } from './visitor.ts';

/** 12 dB under what it is in the file. */
const under = 0.25;
const giveWayMs = 60;
const frames = (ms: number, rate: number): number => Math.ceil((ms * rate) / 1_000);
const loudest = (samples: Float32Array): number => samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
const largestStep = (samples: Float32Array): number =>
  loudest(samples.map((sample, i) => sample - (samples[i - 1] ?? sample)));

describe('the hold sound', () => {
  let audio: BrowserAudio;
  let recording: Recording;

  beforeEach(async () => {
    await clickThePage();
    audio = new BrowserAudio();
    recording = await Recording.open(audio);
  });

  afterEach(async () => {
    recording.stop();
    await audio.close();
  });

  /** A constant, so that each sample tells how far a fade is. */
  const constant = (): Promise<HoldSound> => audio.openHoldSound(soundUrl(sound(recording.rate, 0.5, () => 0.8)));

  /** What was recorded while `work` went on. */
  async function during(work: () => Promise<void> | void): Promise<Float32Array> {
    const from = recording.now;
    await work();
    return recording.samples.subarray(from);
  }

  it('is silent until it is asked to play, then fades in, 12 dB under its file', async () => {
    const hold = await constant();
    expect(hold.phase).to.equal(null);
    expect(loudest(await during(() => recording.listen(100)))).to.equal(0);
    const heard = await during(async () => {
      hold.play();
      await recording.listen(600);
    });
    expect(heard.at(-1)).to.be.closeTo(0.8 * under, 1e-6);
    expect(largestStep(heard), 'no click').to.be.below(0.001);
    expect(hold.phase).to.be.within(0, 1);
  });

  it('goes round and round without a seam', async () => {
    const length = Math.round(recording.rate * 0.1);
    const wave = sound(recording.rate, 0.1, (i) => 0.5 * Math.sin((2 * Math.PI * 3 * i) / length) + 0.2 * Math.sin((2 * Math.PI * 17 * i) / length));
    const hold = await audio.openHoldSound(soundUrl(wave));
    const heard = await during(async () => {
      hold.play();
      await recording.listen(1_000);
    });
    // After the fade each round is the same as the one before it, and as the file.
    const end = heard.subarray(-3 * length);
    let worst = 0;
    for (let i = length; i < end.length; i += 1) worst = Math.max(worst, Math.abs(end[i]! - end[i - length]!));
    expect(worst).to.be.below(1e-5);
    expect(loudest(end)).to.be.closeTo(loudest(wave.samples) * under, 1e-4);
  });

  it('gives way to speech within 60 ms, without a click, and comes back from its beginning', async () => {
    const hold = await constant();
    hold.play();
    await recording.listen(600);
    const heard = await during(async () => {
      hold.stop('at-once');
      expect(hold.phase).to.equal(null);
      await recording.listen(200);
    });
    const lastFull = heard.findLastIndex((sample) => sample > 0.8 * under * 0.999);
    const lastHeard = heard.findLastIndex((sample) => sample > 0);
    expect(lastHeard - lastFull).to.be.within(1, frames(giveWayMs, recording.rate) + 256);
    expect(largestStep(heard)).to.be.below(0.001);

    const again = await during(async () => {
      hold.play();
      await recording.listen(600);
    });
    expect(again.at(-1)).to.be.closeTo(0.8 * under, 1e-6);
  });

  it('gives way to speech while it fades in, and while it fades out gently', async () => {
    for (const begin of [
      async (hold: HoldSound) => {
        hold.play();
        await recording.listen(150);
      },
      async (hold: HoldSound) => {
        hold.play();
        await recording.listen(600);
        hold.stop('gently');
        await recording.listen(60);
      },
    ]) {
      const hold = await constant();
      await begin(hold);
      const heard = await during(async () => {
        hold.stop('at-once');
        await recording.listen(250);
      });
      expect(heard[0]).to.be.above(0.02);
      const lastHeard = heard.findLastIndex((sample) => sample > 0);
      // What was rendered before the order arrived is a few blocks more.
      expect(lastHeard).to.be.below(frames(giveWayMs, recording.rate) + frames(40, recording.rate));
      expect(largestStep(heard)).to.be.below(0.002);
      hold.close();
    }
  });

  it('is as loud as its volume', async () => {
    const hold = await audio.openHoldSound(soundUrl(sound(recording.rate, 0.5, () => 0.8)), { volume: 0.5 });
    hold.play();
    await recording.listen(600);
    expect(recording.samples.at(-1)).to.be.closeTo(0.8 * under * 0.5, 1e-6);
    hold.volume = 0;
    await recording.listen(300);
    expect(recording.samples.at(-1)).to.be.closeTo(0, 1e-4);
  });

  for (const [name, url, words] of [
    ['that is not there', '/nothing-here.wav', /answered 404/],
    ['that is no sound', '/package.json', /decode/],
    ['whose host does not answer', 'http://127.0.0.1:9/hold.wav', /connect-src.*CORS/],
    ['whose address is none', 'http://', /could not be fetched/],
    ['that is far too large', () => URL.createObjectURL(new Blob([new Uint8Array(10_000_001)])), /more than 10 MB/],
    ['that is far too long', () => soundUrl(sound(8_000, 310, () => 0)), /longer than 5 minutes/],
  ] as const) {
    it(`${name} is refused, with the reason`, async () => {
      const error = await rejection(audio.openHoldSound(typeof url === 'string' ? url : url()));
      expect(error.code).to.equal('hold-sound-failed');
      expect(error.message).to.match(words);
    });
  }

  it('is given up at once by who does not want it any more', async () => {
    const owner = new AbortController();
    const opening = audio.openHoldSound('/.cache/fake-microphone.wav', { signal: owner.signal });
    owner.abort();
    expect((await rejection(opening)).code).to.equal('aborted');
  });

  it('is silent from the moment at which it is closed', async () => {
    const owner = new AbortController();
    const hold = await audio.openHoldSound(soundUrl(sound(recording.rate, 0.5, () => 0.8)), { signal: owner.signal });
    hold.play();
    await recording.listen(600);
    owner.abort();
    await recording.listen(60);
    expect(loudest(await during(() => recording.listen(100)))).to.equal(0);
    hold.play();
    expect(hold.phase).to.equal(null);
    hold.close();
  });
});

describe('a conversation with a hold sound that is over', () => {
  // A function of its own, so that no variable of the test holds on to the last round.
  async function holdAndLeave(): Promise<void> {
    const audio = new BrowserAudio();
    audio.unlock();
    await untilRunning(await audio.openOutput());
    const hold = await audio.openHoldSound(soundUrl(sound(44_100, 0.5, () => 0.8)));
    hold.play();
    while (hold.phase === null) await new Promise((resolve) => requestAnimationFrame(resolve));
    await audio.close();
    expect(hold.phase).to.equal(null);
  }

  it('leaves nothing behind', async () => {
    await clickThePage();
    await holdAndLeave();
    const before = await liveNow();
    for (let i = 0; i < 4; i += 1) await holdAndLeave();
    expect(await liveAfter(before)).to.deep.equal(before);
  }).timeout(30_000);
});
