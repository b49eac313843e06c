import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { Resampler } from '../../../src/audio/resampler.ts';
import { engine } from './engine.ts';
import { Recording } from './recording.ts';
import { clickThePage, rejection } from './visitor.ts';

function speech(frames: number): Int16Array<ArrayBuffer> {
  return Int16Array.from({ length: frames }, (_, i) => 9_000 * Math.sin(0.4 + i * 0.05) + 4_000 * Math.sin(i * 0.31));
}

function onDevice(samples: Int16Array, rate: number): Float32Array {
  const resampler = new Resampler(24_000, rate);
  const output = new Float32Array(Math.ceil((samples.length * rate) / 24_000) + 1_000);
  let length = 0;
  for (let at = 0; at < samples.length; at += 1_000) {
    resampler.write(Float32Array.from(samples.subarray(at, at + 1_000), (sample) => sample / 32_768));
    length += resampler.read(output.subarray(length));
  }
  length += resampler.flush(output.subarray(length));
  return output.subarray(0, length);
}

/** How far `heard` is from `wanted` and the silence after it, once the filter's ringing of 2 ms is over. */
function loudestDifference(wanted: Float32Array, heard: Float32Array): number {
  let worst = 0;
  for (let i = 0; i < wanted.length; i += 1) worst = Math.max(worst, Math.abs(wanted[i]! - (heard[i] ?? 0)));
  for (let i = wanted.length + 200; i < heard.length; i += 1) worst = Math.max(worst, Math.abs(heard[i]!));
  return worst;
}

describe('the loudspeaker', () => {
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

  it('plays an answer sample by sample, at the rate of the device', async () => {
    const answer = speech(12_000);
    recording.send({ type: 'audio', itemId: 'a', contentIndex: 0, pcm: answer.slice().buffer });
    recording.send({ type: 'end', itemId: 'a', contentIndex: 0 });
    const { entry } = await recording.untilMessage('played');
    await recording.untilMessage('drained');
    await recording.listen(20);
    expect(entry).to.deep.equal({
      itemId: 'a',
      contentIndex: 0,
      receivedFrames: 12_000,
      playedFrames: 12_000,
      ended: true,
    });
    expect(loudestDifference(onDevice(answer, recording.rate), recording.audible)).to.be.below(1e-6);
    expect(recording.messages.map(({ type }) => type).filter((type) => type !== 'progress')).to.deep.equal([
      'started',
      'played',
      'drained',
    ]);
    expect(recording.output.latencyMs).to.be.within(1, 500);
  });

  it('tells its latency without the question at which Firefox stands still for good', () => {
    const latency = Object.getOwnPropertyDescriptor(AudioContext.prototype, 'outputLatency')!;
    let asked = 0;
    Object.defineProperty(AudioContext.prototype, 'outputLatency', {
      ...latency,
      get: () => {
        asked += 1;
        return 0.2;
      },
    });
    try {
      const { latencyMs } = recording.output;
      if (engine === 'firefox') expect(latencyMs).to.be.within(20, 60);
      else expect(latencyMs).to.be.within(200, 300);
      expect(asked).to.equal(engine === 'firefox' ? 0 : 1);
    } finally {
      Object.defineProperty(AudioContext.prototype, 'outputLatency', latency);
    }
  });

  it('plays chunks of any odd length as one', async () => {
    const answer = speech(6_000);
    const bytes = new Uint8Array(answer.buffer);
    for (let at = 0; at < bytes.length; at += 777) {
      recording.send({ type: 'audio', itemId: 'a', contentIndex: 0, pcm: bytes.slice(at, at + 777).buffer });
    }
    recording.send({ type: 'end', itemId: 'a', contentIndex: 0 });
    await recording.untilMessage('drained');
    await recording.listen(20);
    expect(loudestDifference(onDevice(answer, recording.rate), recording.audible)).to.be.below(1e-6);
  });

  for (const afterMs of [60, 250, 333]) {
    it(`interrupted after ${afterMs} ms is silent within 5 ms and a block, and knows what was heard`, async () => {
      // A constant, so that each sample tells how far the fade is.
      const pcm = new Int16Array(24_000 * 10).fill(16_384).buffer;
      recording.send({ type: 'audio', itemId: 'a', contentIndex: 0, pcm });
      recording.send({ type: 'audio', itemId: 'b', contentIndex: 0, pcm: speech(4_800).buffer });
      await recording.untilMessage('started');
      await recording.listen(afterMs);
      recording.send({ type: 'clear', id: 7 });
      const { id, ledger } = await recording.untilMessage('cleared');
      await recording.listen(200);

      expect(id).to.equal(7);
      expect(ledger.map(({ itemId }) => itemId)).to.deep.equal(['a', 'b']);
      const { audible } = recording;
      const heardMs = (audible.length / recording.rate) * 1_000;
      expect(heardMs).to.be.above(afterMs);
      expect(Math.abs(ledger[0]!.playedFrames / 24 - heardMs), 'milliseconds between ledger and recording').to.be.below(
        1,
      );
      expect(ledger[1]!.playedFrames).to.equal(0);

      const lastLoud = audible.findLastIndex((sample) => sample > 0.499);
      expect(audible.length - lastLoud).to.be.at.most(recording.rate * 0.005 + 128);
      const steps = audible.subarray(lastLoud).map((sample, i, all) => Math.abs(sample - (all[i - 1] ?? sample)));
      expect(Math.max(...steps), 'no click').to.be.below(0.02);
    });
  }

  it('plays the answer after an interruption from its first sample', async () => {
    recording.send({ type: 'audio', itemId: 'a', contentIndex: 0, pcm: speech(24_000).buffer });
    await recording.untilMessage('started');
    recording.send({ type: 'clear', id: 1 });
    await recording.untilMessage('cleared');
    await recording.listen(50);
    const before = recording.samples.length;
    const next = speech(3_000);
    recording.send({ type: 'audio', itemId: 'b', contentIndex: 0, pcm: next.slice().buffer });
    recording.send({ type: 'end', itemId: 'b', contentIndex: 0 });
    await recording.untilMessage('drained');
    await recording.listen(20);
    const rest = recording.samples.subarray(before);
    const from = rest.findIndex((sample) => Math.abs(sample) > 1e-7);
    expect(loudestDifference(onDevice(next, recording.rate), rest.subarray(from))).to.be.below(1e-6);
  });

  it('goes on where it stopped when the system took the sound away for a while', async () => {
    const answer = speech(12_000);
    recording.mayPause = true;
    recording.send({ type: 'audio', itemId: 'a', contentIndex: 0, pcm: answer.slice().buffer });
    recording.send({ type: 'end', itemId: 'a', contentIndex: 0 });
    await recording.untilMessage('started');
    // As an incoming call does; the browser grants the return by itself here, elsewhere at the next gesture.
    await recording.context.suspend();
    await recording.untilMessage('drained');
    await recording.listen(20);
    expect(loudestDifference(onDevice(answer, recording.rate), recording.audible)).to.be.below(1e-6);
  });

  it('closes in time even when the system does not give the sound back', async () => {
    const { resume } = AudioContext.prototype;
    AudioContext.prototype.resume = () => new Promise(() => {});
    try {
      await recording.context.suspend();
      expect(recording.output.running).to.equal(false);
      const from = performance.now();
      await audio.close();
      expect(performance.now() - from).to.be.below(3_000);
      expect(recording.context.state).to.equal('closed');
    } finally {
      AudioContext.prototype.resume = resume;
    }
  });

  it('takes ten minutes of queue without a gap', async () => {
    const minute = 24_000 * 60;
    const constant = new Int16Array(minute).fill(16_384);
    for (let i = 0; i < 10; i += 1) {
      recording.send({ type: 'audio', itemId: 'a', contentIndex: 0, pcm: constant.slice().buffer });
    }
    await recording.untilMessage('started');
    await recording.listen(500);
    recording.send({ type: 'clear', id: 1 });
    const { ledger } = await recording.untilMessage('cleared');
    expect(ledger[0]?.receivedFrames).to.equal(minute * 10);
    const { audible } = recording;
    const lastLoud = audible.findLastIndex((sample) => sample > 0.499);
    expect(Math.min(...audible.subarray(300, lastLoud))).to.be.above(0.499);
  });

  it('is as loud as its volume, and tells how loud it is', async () => {
    recording.output.volume = 0.25;
    await recording.listen(200);
    // Until it is cleared: the levels of half a second may all arrive at once, the silence after it too.
    recording.send({ type: 'audio', itemId: 'a', contentIndex: 0, pcm: new Int16Array(24_000 * 10).fill(16_384).buffer });
    await recording.until(() => recording.output.level > 0.499);
    await recording.listen(50);
    expect(recording.samples.at(-1)).to.be.closeTo(0.125, 0.005);
    recording.send({ type: 'clear', id: 1 });
    await recording.until(() => recording.output.level === 0);
    for (const volume of [Number.NaN, -0.1, 1.1]) {
      expect(() => (recording.output.volume = volume)).to.throw(/volume is/);
    }
    expect((await rejection(audio.openOutput({ volume: 7 }))).code).to.equal('invalid-option');
  });
});
