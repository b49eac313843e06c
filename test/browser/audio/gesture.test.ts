import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { liveAfter, liveNow } from './live-objects.ts';
import { clickThePage } from './visitor.ts';

// Alone in its file: a click holds for as long as the page lives.
async function openAndLeave(): Promise<void> {
  const audio = new BrowserAudio();
  await audio.openOutput();
  await audio.close();
}

describe('a page that was not clicked yet', () => {
  it('can be left without anything left behind', async () => {
    await openAndLeave();
    const before = await liveNow();
    for (let i = 0; i < 5; i += 1) await openAndLeave();
    expect(await liveAfter(before)).to.deep.equal(before);
  });

  it('opens the loudspeaker all the same, and it plays from the first click on', async () => {
    const audio = new BrowserAudio();
    const output = await audio.openOutput();
    expect(output.running).to.equal(false);
    let heard = false;
    const drained = new Promise<void>((resolve) => {
      output.port.addEventListener('message', ({ data }) => {
        heard = true;
        if (data.type === 'drained') resolve();
      });
    });
    output.port.start();
    output.port.postMessage({ type: 'audio', itemId: 'a', contentIndex: 0, pcm: new ArrayBuffer(960) });
    output.port.postMessage({ type: 'end', itemId: 'a', contentIndex: 0 });
    expect(heard).to.equal(false);
    await clickThePage();
    await drained;
    expect(output.running).to.equal(true);
    await audio.close();
  });
});
