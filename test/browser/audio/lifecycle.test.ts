import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { liveAfter, liveNow } from './live-objects.ts';
import { clickThePage, rejection } from './visitor.ts';

const rounds = 8;

async function converse(audio: BrowserAudio): Promise<void> {
  audio.unlock();
  const [input, output] = await Promise.all([audio.openInput(), audio.openOutput()]);
  const spoke = new Promise((resolve) => input.port.addEventListener('message', resolve, { once: true }));
  const heard = new Promise((resolve) => output.port.addEventListener('message', resolve, { once: true }));
  input.port.start();
  output.port.start();
  output.port.postMessage({ type: 'audio', itemId: 'a', contentIndex: 0, pcm: new ArrayBuffer(48_000) });
  await Promise.all([spoke, heard]);
}

// Functions of their own, so that no variable of a test holds on to the last round.
async function converseAndLeave(): Promise<void> {
  const audio = new BrowserAudio();
  await converse(audio);
  await audio.close();
}

async function leaveWhileOpening(): Promise<(string | undefined)[]> {
  const audio = new BrowserAudio();
  audio.unlock();
  const opening = [rejection(audio.openInput()), rejection(audio.openOutput())];
  await audio.close();
  return (await Promise.all(opening)).map(({ code }) => code);
}

describe('a conversation that is over', () => {
  before(async () => {
    await clickThePage();
    // What the first use of audio makes once for all.
    await converseAndLeave();
  });

  it('leaves no context, worklet or port behind', async () => {
    const before = await liveNow();
    for (let i = 0; i < rounds; i += 1) await converseAndLeave();
    expect(await liveAfter(before)).to.deep.equal(before);
  }).timeout(30_000);

  it('that was closed while it was opening leaves nothing either', async () => {
    const before = await liveNow();
    for (let i = 0; i < rounds; i += 1) expect(await leaveWhileOpening()).to.deep.equal(['aborted', 'aborted']);
    expect(await liveAfter(before)).to.deep.equal(before);
  }).timeout(30_000);

  it('may begin anew, and parts may be closed one by one', async () => {
    const audio = new BrowserAudio();
    await converse(audio);
    await audio.close();
    await audio.close();
    await converse(audio);
    const input = await audio.openInput();
    await input.close();
    const output = await audio.openOutput();
    await output.close();
    await audio.close();
  });

  it('does not disturb another on the same page', async () => {
    const [one, other] = [new BrowserAudio(), new BrowserAudio()];
    await converse(one);
    await converse(other);
    await one.close();
    const output = await other.openOutput();
    expect(output.running).to.equal(true);
    await converse(other);
    await other.close();
  });
});
