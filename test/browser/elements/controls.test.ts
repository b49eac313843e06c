import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import { find, focused, maybe, part, settled } from './setup.ts';

const voice = { mode: 'hands-free', microphone: 'on', status: 'listening' } as const;

async function controls(snapshot: Partial<SessionSnapshot>) {
  const { element, session } = await part('realtime-controls', snapshot);
  const button = (name: string) => find<HTMLButtonElement>(element, `[part~=${name}-button]`);
  const names = () =>
    [...(element.shadowRoot?.querySelectorAll('button') ?? [])].map((each) => each.getAttribute('aria-label'));
  return { element, session, button, names };
}

describe('<realtime-controls>', () => {
  it('before anything began, offers to talk and nothing else', async () => {
    const { names } = await controls({});
    expect(names()).to.deep.equal(['Talk hands-free']);
  });

  it('talks: connects from idle, opens the microphone in a typed conversation', async () => {
    const { session, button } = await controls({});
    button('hands-free').click();
    expect(session.asked).to.deep.equal(['connect']);
    session.set({ status: 'listening', mode: 'text' });
    await settled();
    session.asked.length = 0;
    button('hands-free').click();
    expect(session.asked).to.deep.equal(['setMode hands-free', 'startListening']);
  });

  it('goes back to typing in the same conversation, with the microphone released', async () => {
    const { session, button } = await controls(voice);
    expect(button('hands-free').ariaChecked).to.equal('true');
    button('hands-free').click();
    await settled();
    expect(session.asked).to.deep.equal(['stopListening', 'setMode text']);
    expect(button('hands-free').ariaChecked).to.equal('false');
  });

  it('mutes and unmutes, and tells assistive technology which it is', async () => {
    const { session, button } = await controls(voice);
    expect(button('mute').ariaPressed).to.equal('false');
    button('mute').click();
    await settled();
    expect(session.snapshot.muted).to.equal(true);
    expect(button('mute').ariaPressed).to.equal('true');
    button('mute').click();
    expect(session.snapshot.muted).to.equal(false);
  });

  for (const status of ['thinking', 'speaking'] as const) {
    it(`stops the answer while the assistant is ${status}`, async () => {
      const { session, button } = await controls({ ...voice, status });
      button('stop').click();
      expect(session.asked).to.deep.equal(['interrupt']);
    });
  }

  it('has no stop button when there is nothing to stop', async () => {
    const { element } = await controls(voice);
    expect(maybe(element, '[part~=stop-button]') === null).to.equal(true);
  });

  it('ends the conversation, and the keyboard is not lost with the button', async () => {
    const { element, session, button } = await controls(voice);
    button('end').focus();
    await sendKeys({ press: 'Enter' });
    expect(session.asked).to.deep.equal(['disconnect']);
    session.set({ status: 'idle', microphone: 'off' });
    await settled();
    expect(maybe(element, '[part~=end-button]') === null).to.equal(true);
    expect(focused() === button('hands-free')).to.equal(true);
  });

  it('push-to-talk: talks while the button is held, by pointer or by key', async () => {
    const { session, button } = await controls({ ...voice, mode: 'push-to-talk' });
    button('hold').focus();
    await sendKeys({ down: 'Space' });
    expect(session.asked).to.deep.equal(['startListening']);
    await sendKeys({ up: 'Space' });
    expect(session.asked).to.deep.equal(['startListening', 'stopListening']);
  });

  it('push-to-talk: has nothing to mute, but never leaves a visitor muted', async () => {
    const { element, session } = await controls({ ...voice, mode: 'push-to-talk' });
    expect(maybe(element, '[part~=mute-button]') === null).to.equal(true);
    session.set({ muted: true });
    await settled();
    find(element, '[part~=mute-button]').click();
    expect(session.asked).to.deep.equal(['setMuted false']);
  });

  it('push-to-talk: losing the button or the element ends the turn', async () => {
    const { element, session, button } = await controls({ ...voice, mode: 'push-to-talk' });
    button('hold').focus();
    await sendKeys({ down: 'Space' });
    element.remove();
    await sendKeys({ up: 'Space' });
    expect(session.asked).to.deep.equal(['startListening', 'stopListening']);
  });

  it('every target is at least 44 pixels in both directions', async () => {
    const { element } = await controls({ ...voice, status: 'speaking' });
    for (const each of element.shadowRoot?.querySelectorAll('button') ?? []) {
      const { width, height } = each.getBoundingClientRect();
      expect(Math.min(width, height), each.ariaLabel ?? '').to.be.at.least(44);
    }
  });
});
