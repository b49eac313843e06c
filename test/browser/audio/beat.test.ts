import { expect } from 'chai';
import { guess } from 'web-audio-beat-detector';
import type { Beat } from '../../../src/audio/beat.ts';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import type { LoopedSound } from '../../../src/audio/hold-sound.ts';
import { clicks, sound, soundUrl, syllables } from './hold-sounds.ts';
import { Recording } from './recording.ts';
import { clickThePage, inPage } from './visitor.ts';

const ownFile = `${location.origin}/src/audio/beat.worker.js?no-inline`;
const elsewhere = location.origin.replace('localhost', '127.0.0.1');

describe('the beat of a hold sound', () => {
  let audio: BrowserAudio;

  beforeEach(() => {
    audio = new BrowserAudio();
  });

  afterEach(() => audio.close());

  async function beatOf(url: string): Promise<Beat | null> {
    const hold = (await audio.openHoldSound(url)) as LoopedSound;
    await hold.beatKnown;
    return hold.beat;
  }

  for (const [name, options] of [
    ['at 97', { bpm: 97, seconds: 20 }],
    ['at 120', { bpm: 120 }],
    ['at 120 in a loop of one bar', { bpm: 120, seconds: 2 }],
    ['at 150 that is soft', { bpm: 150, loudness: 0.05 }],
  ] as const) {
    it(`is found ${name}`, async () => {
      const beat = await beatOf(soundUrl(clicks(options)));
      expect(beat?.bpm).to.be.closeTo(options.bpm, 1);
      expect(beat?.offsetSeconds).to.be.closeTo(0.25, 0.01);
    });
  }

  it('is what web-audio-beat-detector itself says', async () => {
    const url = soundUrl(clicks({ bpm: 132, seconds: 30 }));
    const context = new OfflineAudioContext(1, 1, 44_100);
    const wanted = await guess(await context.decodeAudioData(await (await fetch(url)).arrayBuffer()));
    const beat = await beatOf(url);
    expect(Math.round(beat!.bpm)).to.equal(wanted.bpm);
    expect(beat?.offsetSeconds).to.be.closeTo(wanted.offset, 0.005);
  });

  for (const [name, url] of [
    ['the syllables of speech', () => soundUrl(syllables())],
    ['noise', () => soundUrl(sound(44_100, 8, () => Math.random() - 0.5))],
    ['a steady tone', () => soundUrl(sound(44_100, 8, (i) => Math.sin((2 * Math.PI * 110 * i) / 44_100)))],
    ['silence', () => soundUrl(sound(44_100, 8, () => 0))],
    ['one stroke', () => soundUrl(clicks({ bpm: 60, seconds: 0.6 }))],
  ] as const) {
    it(`is none in ${name}`, async () => {
      expect(await beatOf(url())).to.equal(null);
    });
  }

  it('is kept by the clock of what is heard', async () => {
    await clickThePage();
    const recording = await Recording.open(audio);
    const hold = (await audio.openHoldSound(soundUrl(clicks({ bpm: 120, seconds: 2 })))) as LoopedSound;
    await hold.beatKnown;
    const before = recording.samples.length;
    hold.play();
    await recording.listen(1_900);
    const { currentTime } = recording.context;
    const phase = hold.phase!;
    // The last beat that the ear has heard, by the phase, and by the recording of what went there.
    const told = currentTime - recording.output.latencyMs / 1_000 - phase * 0.5;
    const heard = recording.samples.subarray(before);
    const startsAt = [...heard.keys()].filter(
      (i) => Math.abs(heard[i]!) > 0.002 && heard.subarray(Math.max(0, i - 4_000), i).every((sample) => Math.abs(sample) <= 0.002),
    );
    const beats = startsAt.map((i) => recording.startSeconds + (before + i) / recording.rate);
    expect(beats.length).to.be.at.least(3);
    const off = Math.min(...beats.map((beat) => Math.abs(beat - told)));
    expect(off).to.be.below(0.02);
    recording.stop();
  });

  it('that is none is a plain pulse of one a second', async () => {
    await clickThePage();
    const recording = await Recording.open(audio);
    const hold = (await audio.openHoldSound(soundUrl(sound(recording.rate, 0.3, () => 0.5)))) as LoopedSound;
    await hold.beatKnown;
    expect(hold.beat).to.equal(null);
    hold.play();
    await recording.until(() => (hold.phase ?? 0) > 0.9);
    const at = recording.context.currentTime;
    await recording.until(() => hold.phase! < 0.5);
    const between = recording.context.currentTime - at;
    expect(between).to.be.below(0.2);
    await recording.until(() => hold.phase! > 0.9);
    expect(recording.context.currentTime - at).to.be.closeTo(1, 0.15);
    recording.stop();
  });
});

describe('the worker that finds the beat', () => {
  for (const { name, wanted, ...page } of [
    { name: 'comes from the file beside the script', wanted: `120 bpm by ${ownFile}` },
    { name: "under script-src 'self' too", csp: "script-src 'self'", wanted: `120 bpm by ${ownFile}` },
    {
      name: 'comes from asset-base where it is set',
      assetBase: '/src/audio',
      wanted: `120 bpm by ${location.origin}/src/audio/beat.worker.js`,
    },
    {
      name: 'comes from asset-base on another host, by way of one of our own',
      assetBase: `${elsewhere}/src/audio/`,
      wanted: '120 bpm by blob',
    },
    {
      name: 'comes from the file beside the script where asset-base is wrong',
      assetBase: '/nothing-here/',
      wanted: `120 bpm by ${ownFile}`,
    },
    {
      name: 'that never answers is given up',
      assetBase: '/test/browser/audio/mute-worker/',
      wanted: `120 bpm by ${ownFile}`,
    },
    { name: 'that a policy forbids leaves the sound without a beat', csp: "worker-src 'none'", wanted: 'no beat' },
    {
      name: 'that trusted types forbid leaves the sound without a beat',
      csp: "require-trusted-types-for 'script'; trusted-types lit-html",
      wanted: 'no beat',
    },
  ]) {
    it(name, async () => {
      expect(await inPage({ ...page, open: 'hold-sound' })).to.equal(wanted);
    });
  }
});
