import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { assistant, find, focused, maybe, settled, textOf } from './setup.ts';

const card = ['realtime-panel', 'realtime-consent'] as const;

describe('consent before the microphone', () => {
  afterEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('is not asked for where the author does not want it', async () => {
    const { element, session } = await assistant('open');
    find(element, 'realtime-panel', '[part=start-button]').click();
    await settled();
    expect(session.asked).to.deep.equal(['connect']);
    expect(maybe(element, ...card) === null).to.equal(true);
  });

  it('comes first, in the author’s words with the way to the privacy notice; a yes goes on with what was wanted', async () => {
    const { element, session } = await assistant('open consent="We listen, and keep nothing." privacy-url="/privacy"');
    find(element, 'realtime-panel', '[part=start-button]').focus();
    await sendKeys({ press: 'Enter' });
    await settled();
    expect(session.asked).to.deep.equal([]);
    expect(focused() === find(element, ...card, '[part=card]')).to.equal(true);
    expect(textOf(find(element, ...card, '[part=text]'))).to.equal('We listen, and keep nothing. Privacy');
    expect(find(element, ...card, '[part=link]').getAttribute('href')).to.equal('/privacy');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await settled();
    expect(session.asked).to.deep.equal(['connect']);
    expect(maybe(element, ...card) === null).to.equal(true);
  });

  it('a no leads to typing, and the next attempt asks again', async () => {
    const { element, session } = await assistant('open consent');
    find(element, 'realtime-panel', '[part=start-button]').click();
    await settled();
    find(element, ...card, '[part=decline-button]').click();
    await settled();
    expect(session.asked).to.deep.equal(['stopListening', 'setMode text']);
    find(element, 'realtime-panel', 'realtime-controls', '[part~=hands-free-button]').click();
    await settled();
    expect(session.asked).to.not.include('connect');
    expect(maybe(element, ...card) === null).to.equal(false);
  });

  it('Escape is a no, and the panel stays', async () => {
    const { element, session } = await assistant('open consent');
    find(element, 'realtime-panel', '[part=start-button]').click();
    await settled();
    await sendKeys({ press: 'Escape' });
    await settled();
    expect(maybe(element, ...card) === null).to.equal(true);
    expect(session.snapshot.mode).to.equal('text');
    expect(element.open).to.equal(true);
  });

  it('holds for every way to the microphone: the page’s own calls too, which open the panel to ask', async () => {
    const { element, session } = await assistant('consent');
    const connected = element.connect();
    await settled();
    expect(element.open).to.equal(true);
    expect(session.asked).to.deep.equal([]);
    find(element, ...card, '[part=agree-button]').click();
    await connected;
    expect(session.asked).to.deep.equal(['connect']);
    await element.startListening();
    expect(session.asked).to.deep.equal(['connect', 'startListening']);
  });

  it('a no to the page’s own call rejects it', async () => {
    const { element } = await assistant('open consent');
    const outcome = element.startListening().then(
      () => 'opened',
      (error: { code: string }) => error.code,
    );
    await settled();
    find(element, ...card, '[part=decline-button]').click();
    expect(await outcome).to.equal('aborted');
  });

  it('holds for hands-free talk that the page switches on, and for a turn of push-to-talk', async () => {
    const { element, session } = await assistant('open consent mode="push-to-talk"');
    session.set({ status: 'listening' });
    await settled();
    find(element, 'realtime-panel', 'realtime-controls').focus();
    await sendKeys({ press: 'Space' });
    await settled();
    expect(session.asked).to.deep.equal([]);
    expect(maybe(element, ...card) === null).to.equal(false);
    element.mode = 'hands-free';
    await settled();
    expect(session.snapshot.mode).to.equal('push-to-talk');
    find(element, ...card, '[part=agree-button]').click();
    await settled();
    expect(session.asked).to.deep.equal(['setMode hands-free']);
  });

  it('typing needs none', async () => {
    const { element, session } = await assistant('open consent mode="text"');
    await element.sendText('Hello');
    expect(session.asked).to.deep.equal(['sendText Hello']);
    expect(maybe(element, ...card) === null).to.equal(true);
  });

  for (const persist of ['none', 'local']) {
    it(`with persist="${persist}", a yes is ${persist === 'none' ? 'forgotten with' : 'remembered beyond'} the page`, async () => {
      const markup = `open consent persist="${persist}"`;
      const first = await assistant(markup);
      find(first.element, 'realtime-panel', '[part=start-button]').click();
      await settled();
      find(first.element, ...card, '[part=agree-button]').click();
      await settled();
      first.element.remove();
      const { element, session } = await assistant(markup);
      find(element, 'realtime-panel', '[part=start-button]').click();
      await settled();
      expect(session.asked.includes('connect')).to.equal(persist === 'local');
    });
  }

  it('the author may write it with links of their own', async () => {
    const { element } = await assistant('open consent', '<p slot="consent">See <a href="/dpa">how we work</a>.</p>');
    find(element, 'realtime-panel', '[part=start-button]').click();
    await settled();
    const slot = find<HTMLSlotElement>(element, ...card, 'slot');
    expect(slot.assignedElements({ flatten: true }).map(textOf)).to.deep.equal(['See how we work.']);
  });
});
