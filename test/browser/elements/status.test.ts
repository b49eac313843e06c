import { expect } from 'chai';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import type { AssistantErrorCode } from '../../../src/base/assistant-error.ts';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import type { RealtimeHandoverEvent } from '../../../src/elements/index.ts';
import { message } from './fixture-session.ts';
import { find, maybe, part, settled, textOf } from './setup.ts';

const voice = { mode: 'hands-free', microphone: 'on' } as const;

async function status(snapshot: Partial<SessionSnapshot>) {
  const { element, session } = await part('realtime-status', snapshot);
  return {
    element,
    session,
    words: () => textOf(maybe(element, '[part=words]')),
    hint: () => textOf(maybe(element, '[part=hint]')),
    alert: () => textOf(find(element, '[role=alert]')),
    polite: () => textOf(find(element, '[role=status]')),
  };
}

const lines: [Partial<SessionSnapshot>, string, string][] = [
  [{ status: 'connecting' }, 'Connecting…', ''],
  [{ status: 'connecting', microphone: 'opening' }, 'Please allow the microphone', ''],
  [{ ...voice, status: 'listening' }, 'Listening', 'Ask your question aloud.'],
  [{ status: 'listening', mode: 'text', microphone: 'off' }, 'Ready', ''],
  [{ ...voice, status: 'listening', muted: true }, 'Your microphone is muted', 'Unmute to go on talking.'],
  [{ ...voice, status: 'hearing' }, 'I hear you', ''],
  [{ ...voice, status: 'thinking' }, 'Thinking…', ''],
  [{ ...voice, status: 'speaking' }, 'Speaking', 'Talk over me at any time.'],
  [{ status: 'speaking', mode: 'text' }, 'Speaking', ''],
  [{ status: 'listening', mode: 'push-to-talk', microphone: 'on' }, 'Ready', 'Hold to talk'],
  [{ status: 'speaking', mode: 'push-to-talk', microphone: 'on' }, 'Speaking', ''],
  [{ status: 'reconnecting' }, 'Reconnecting…', 'The connection broke. I am getting it back.'],
  [{ status: 'listening', recovery: 'restored' }, 'Ready', 'I am back. Let us go on.'],
  [{ status: 'listening', recovery: 'moved' }, 'Ready', ''],
];

const troubles: [AssistantErrorCode, string, string | null][] = [
  ['connection-lost', 'The connection was lost', 'Try again'],
  ['not-connected', 'The connection was lost', 'Try again'],
  ['connect-timeout', 'The assistant does not answer', 'Try again'],
  ['relay-refused', 'The assistant is not available', 'Try again'],
  ['request-timeout', 'The assistant does not answer', 'Try again'],
  ['busy', 'The assistant is busy', 'Try again'],
  ['session-ended', 'This conversation has ended', 'Start again'],
  ['server-error', 'Something went wrong', 'Try again'],
  ['protocol-error', 'Something went wrong', 'Try again'],
  ['unauthorized', 'The assistant is not available', null],
  ['quota', 'The assistant is not available', null],
  ['dialect-mismatch', 'The assistant is not available', null],
  ['invalid-option', 'The assistant is not available', null],
  ['tool-failed', 'Something could not be done', null],
  ['microphone-denied', 'The microphone is blocked', 'Try the microphone again'],
  ['microphone-missing', 'No microphone was found', 'Try the microphone again'],
  ['microphone-in-use', 'The microphone is in use', 'Try the microphone again'],
  ['insecure-page', 'No microphone on this page', null],
  ['audio-unsupported', 'Your browser cannot play or record here', null],
  ['worklet-blocked', 'Your browser cannot play or record here', null],
];

describe('<realtime-status>', () => {
  for (const [snapshot, words, hint] of lines) {
    it(`says "${words}"${hint && ` and "${hint}"`}`, async () => {
      const shown = await status(snapshot);
      expect(shown.words()).to.equal(words);
      expect(shown.hint()).to.equal(hint);
    });
  }

  it('says nothing before anything began', async () => {
    const { element } = await status({});
    expect(textOf(find(element, '[role=status]'))).to.equal('');
    expect(maybe(element, '[part=line]') === null).to.equal(true);
  });

  it('says which tool runs, in the operator’s words, or in its own where there are none', async () => {
    const { session, words } = await status({
      ...voice,
      status: 'thinking',
      tools: [{ callId: 'a', name: 'search', label: 'Searching <b>the garden</b>' }],
    });
    expect(words()).to.equal('Searching <b>the garden</b>');
    session.set({ tools: [{ callId: 'b', name: 'cart', label: null }] });
    await settled();
    expect(words()).to.equal('Looking that up…');
    session.set({ tools: [] });
    await settled();
    expect(words()).to.equal('Thinking…');
  });

  for (const [code, title, button] of troubles) {
    it(`${code}: tells the visitor "${title}"${button === null ? '' : `, with "${button}"`}`, async () => {
      const { element, alert } = await status({
        status: 'error',
        error: new AssistantError(code, 'sk-secret at 10.0.0.1'),
      });
      expect(alert()).to.include(title);
      expect(alert()).not.to.include('sk-secret');
      expect(maybe(element, '[part=retry-button]')?.textContent ?? null).to.equal(button);
    });
  }

  it('has no words for what the page itself gave up', async () => {
    const { alert } = await status({ status: 'idle', error: new AssistantError('aborted', 'x') });
    expect(alert()).to.equal('');
  });

  it('"Try again" connects', async () => {
    const { element, session } = await status({ status: 'error', error: new AssistantError('busy', 'x') });
    find(element, '[part=retry-button]').click();
    expect(session.asked).to.deep.equal(['connect']);
  });

  it('"Try the microphone again" opens it in the conversation that goes on', async () => {
    const { element, session } = await status({
      status: 'listening',
      microphone: 'failed',
      error: new AssistantError('microphone-in-use', 'x'),
    });
    find(element, '[part=retry-button]').click();
    expect(session.asked).to.deep.equal(['startListening']);
  });

  it('counts down to the next try, and can try at once', async () => {
    const { element, session, hint } = await status({ status: 'reconnecting', retryAt: Date.now() + 60_000 });
    const before = hint();
    expect(before).to.match(/Next try in (59|60) seconds\./u);
    // Its own clock moves it, a second later.
    await new Promise<void>((resolve) => {
      new MutationObserver((_records, observer) => {
        observer.disconnect();
        resolve();
      }).observe(find(element, '[part=hint]'), { subtree: true, childList: true, characterData: true });
    });
    expect(hint()).not.to.equal(before);
    find(element, '[part=retry-button]').click();
    expect(session.asked).to.deep.equal(['connect']);
  });

  it('says when a full relay is asked again', async () => {
    const { hint } = await status({ status: 'connecting', retryAt: Date.now() + 60_000 });
    expect(hint()).to.match(/^All places are taken\. Next try in (59|60) seconds\./u);
  });

  it('a relay that is full says how long it takes and which place one has; until then there is nothing to press', async () => {
    const full = new AssistantError('busy', 'x', { retryAfterMs: 75_000, position: 3 });
    const { element, session, alert } = await status({ status: 'error', error: full });
    const button = find(element, '[part=retry-button]');
    expect(alert()).to.include('You are number 3 in the line.');
    expect(textOf(button)).to.match(/^Try again in 1:1[45]/u);
    button.click();
    expect(session.asked).to.deep.equal([]);
    session.set({ error: new AssistantError('busy', 'x', { retryAfterMs: 0 }) });
    await settled();
    expect(textOf(button)).to.equal('Try again');
    button.click();
    expect(session.asked).to.deep.equal(['connect']);
  });

  it('says that a conversation has ended, and nothing of one that was kept from an earlier visit', async () => {
    const { element, session, words } = await status({ messages: [message({ text: 'At nine.' })] });
    expect(maybe(element, '[part=line]') === null).to.equal(true);
    session.set({ ...voice, status: 'listening' });
    await settled();
    session.set({ status: 'idle', microphone: 'off' });
    await settled();
    expect(words()).to.equal('This conversation has ended');
    expect(element.matches(':state(ended)')).to.equal(true);
    session.set({ messages: [] });
    await settled();
    expect(maybe(element, '[part=line]') === null).to.equal(true);
  });

  it('offers a person beside an error, where the author has one, and tells the page with the conversation', async () => {
    const { element, session, provider } = await part('realtime-status', {
      status: 'error',
      error: new AssistantError('connection-lost', 'x'),
      messages: [message({ text: 'At nine.' })],
    });
    expect(maybe(element, '[part=handover]') === null).to.equal(true);
    provider.handoverUrl = 'javascript:alert(1)';
    await settled();
    // Not an address to be followed: then it is a button.
    expect(find(element, '[part=handover]').localName).to.equal('button');
    provider.handoverUrl = 'tel:+441234567';
    provider.handoverLabel = 'Call the gate';
    await settled();
    const link = find<HTMLAnchorElement>(element, '[part=handover]');
    expect([link.localName, link.href, textOf(link)]).to.deep.equal(['a', 'tel:+441234567', 'Call the gate']);
    const heard: Event[] = [];
    provider.addEventListener('realtime-handover', (event) => {
      heard.push(event);
      event.preventDefault();
    });
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    link.dispatchEvent(click);
    expect(click.defaultPrevented).to.equal(true);
    expect((heard[0] as RealtimeHandoverEvent).messages).to.equal(session.snapshot.messages);
  });

  it('a screen reader hears of the connection, not of every turn, and not of the countdown', async () => {
    const { session, polite } = await status({ status: 'connecting' });
    const heard: string[] = [];
    const next = async (snapshot: Partial<SessionSnapshot>) => {
      session.set(snapshot);
      await settled();
      // What is taken away is not read.
      if (polite() !== '' && polite() !== heard.at(-1)) heard.push(polite());
    };
    heard.push(polite());
    await next({ ...voice, status: 'listening' });
    for (const turn of ['hearing', 'thinking', 'speaking', 'listening', 'hearing'] as const)
      await next({ status: turn });
    await next({ status: 'reconnecting', retryAt: Date.now() + 5000 });
    await next({ status: 'listening', retryAt: null });
    expect(heard).to.deep.equal(['Connecting…', 'Listening', 'Reconnecting…', 'Listening']);
  });

  it('who reads through the panel finds no news that is out of date', async () => {
    const { session, polite } = await status({ status: 'connecting' });
    session.set({ status: 'listening' });
    await settled();
    expect(polite()).to.equal('Ready');
    session.set({ status: 'speaking' });
    await settled();
    expect(polite()).to.equal('');
  });

  it('offline it says so, and takes it back when the network returns', async () => {
    const { element, alert } = await status({ status: 'error', error: new AssistantError('connection-lost', 'x') });
    const online = Object.getOwnPropertyDescriptor(Navigator.prototype, 'onLine')!;
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: false });
    dispatchEvent(new Event('offline'));
    await element.updateComplete;
    expect(alert()).to.include('You are offline');
    Object.defineProperty(navigator, 'onLine', { ...online, configurable: true });
    dispatchEvent(new Event('online'));
    await element.updateComplete;
    expect(alert()).to.include('The connection was lost');
  });
});
