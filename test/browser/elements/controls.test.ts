import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import { message } from './fixture-session.ts';
import { assistant, find, focused, maybe, part, press, settled, textOf } from './setup.ts';

const voice = { mode: 'hands-free', microphone: 'on', status: 'listening' } as const;

async function controls(snapshot: Partial<SessionSnapshot>) {
  const { element, session } = await part('realtime-controls', snapshot);
  const button = (name: string) => find<HTMLButtonElement>(element, `[part~=${name}-button]`);
  const names = () =>
    [...(element.shadowRoot?.querySelectorAll('button') ?? [])].map((each) => each.ariaLabel ?? textOf(each));
  return { element, session, button, names };
}

describe('<realtime-controls>', () => {
  it('before anything began, offers to talk and nothing else', async () => {
    const { names } = await controls({});
    expect(names()).to.deep.equal(['Hands-free']);
    // The switch says by itself what it is: no name that a voice user would have to guess.
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

  it('push-to-talk: shows that it records, in words, shape and state', async () => {
    const { element, session, button } = await controls({ ...voice, mode: 'push-to-talk' });
    expect(textOf(button('hold'))).to.equal('Hold to talk');
    const { x, y, width, height } = button('hold').getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
    await sendMouse({ type: 'down' });
    await settled();
    expect(textOf(button('hold'))).to.equal('Let go to send');
    expect(element.matches(':state(recording)')).to.equal(true);
    // A finger that slides off the button holds it all the same, and letting go out there ends the turn.
    await sendMouse({ type: 'move', position: [5, 5] });
    expect(session.asked).to.deep.equal(['startListening']);
    await sendMouse({ type: 'up' });
    await settled();
    expect(session.asked).to.deep.equal(['startListening', 'stopListening']);
    expect(element.matches(':state(recording)')).to.equal(false);
    await resetMouse();
  });

  it('push-to-talk: a window that loses the focus ends the turn', async () => {
    const { session, button } = await controls({ ...voice, mode: 'push-to-talk' });
    button('hold').focus();
    await sendKeys({ down: 'Space' });
    dispatchEvent(new Event('blur'));
    expect(session.asked).to.deep.equal(['startListening', 'stopListening']);
    await sendKeys({ up: 'Space' });
    expect(session.asked.length).to.equal(2);
  });

  it('has no switch where the author wants no hands-free talk', async () => {
    const { element, session, provider } = await part('realtime-controls');
    provider.modes = ['push-to-talk'];
    await settled();
    expect(maybe(element, '[part~=hands-free-button]') === null).to.equal(true);
    expect(session.snapshot.mode).to.equal('push-to-talk');
  });

  it('every target is at least 44 pixels in both directions', async () => {
    const { element } = await controls({ ...voice, status: 'speaking' });
    for (const each of element.shadowRoot?.querySelectorAll('button') ?? []) {
      const { width, height } = each.getBoundingClientRect();
      expect(Math.min(width, height), each.ariaLabel ?? '').to.be.at.least(44);
    }
  });
});

describe('the space bar in a panel with push-to-talk', () => {
  async function panel() {
    const { element, session } = await assistant('open mode="push-to-talk"');
    session.set({ ...voice, mode: 'push-to-talk', messages: [message({ text: 'At nine.' })] });
    await settled();
    return { session, panel: find(element, 'realtime-panel') };
  }

  it('talks while it is held, wherever it neither writes nor presses a button', async () => {
    const { session, panel: pane } = await panel();
    const log = find(pane, 'realtime-transcript', '.log');
    log.tabIndex = 0;
    log.focus();
    await sendKeys({ down: 'Space' });
    expect(session.asked).to.deep.equal(['startListening']);
    await sendKeys({ up: 'Space' });
    expect(session.asked).to.deep.equal(['startListening', 'stopListening']);
  });

  it('writes a space in the text field, and presses a button that has the focus', async () => {
    const { session, panel: pane } = await panel();
    const field = find<HTMLTextAreaElement>(pane, 'realtime-composer', 'textarea');
    field.focus();
    await sendKeys({ press: 'Space' });
    expect(field.value).to.equal(' ');
    find(pane, '[part=settings-button]').focus();
    await sendKeys({ press: 'Space' });
    await settled();
    expect(find(pane, '[part=settings-button]').ariaExpanded).to.equal('true');
    expect(session.asked).not.to.include('startListening');
  });

  it('is a space like any other in other modes', async () => {
    const { session, panel: pane } = await panel();
    session.set({ mode: 'text' });
    await settled();
    expect(press(find(pane, 'realtime-transcript'), ' ').defaultPrevented).to.equal(false);
    expect(session.asked).to.deep.equal([]);
  });
});
