import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { Listener } from './listener.ts';
import { clickThePage } from './visitor.ts';

it('gives the last word too when it is closed', async () => {
  await clickThePage();
  const audio = new BrowserAudio();
  audio.unlock();
  const input = await audio.openInput();
  const { port1, port2 } = new MessageChannel();
  // As the session does: the port is the voice loop's from then on.
  port1.postMessage(null, [input.port]);
  const port = await new Promise<MessagePort>((resolve) => {
    port2.addEventListener('message', ({ ports }) => resolve(ports[0]!));
    port2.start();
  });
  const listener = new Listener({ port } as never);
  await listener.until(() => listener.frames.length > 5);
  const closed = input.close();
  await listener.until(() => listener.messages.at(-1)?.type === 'flushed');
  expect(listener.frames.at(-1)!.byteLength).to.be.below(960);
  await closed;
  await audio.close();
});
