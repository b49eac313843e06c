import { expect } from 'chai';
import { LitElement, html } from 'lit';
import {
  type RealtimeSession,
  RealtimeTranscript,
  SessionController,
  StringsController,
  defineElement,
  sameValues,
  sessionContext,
} from '../../../src/elements/index.ts';
import { message } from './fixture-session.ts';
import type { FixtureSession } from './fixture-session.ts';
import { assistant, find, nextTask, part, put, settled, textOf } from './setup.ts';

class TurnCounter extends LitElement {
  renders = 0;
  readonly #session = new SessionController(
    this,
    ({ messages, status }) => ({ count: messages.length, live: status !== 'idle' }),
    sameValues,
  );
  readonly #words = new StringsController(this);

  protected override render() {
    this.renders += 1;
    return html`${this.#words.value.heading}: ${this.#session.value?.count ?? 'none'}`;
  }
}
defineElement('turn-counter', TurnCounter);

describe('a consumer of one’s own', () => {
  it('renders again only when what it selected changed', async () => {
    const provider = put('<realtime-session relay-url="/r"><turn-counter></turn-counter></realtime-session>');
    await settled();
    const counter = provider.querySelector<TurnCounter>('turn-counter')!;
    await counter.updateComplete;
    const session = provider.querySelector('realtime-session')!.session as FixtureSession;
    const before = counter.renders;
    for (const status of ['connecting', 'listening', 'hearing', 'thinking'] as const) {
      session.set({ status });
      await counter.updateComplete;
    }
    expect(counter.renders - before).to.equal(1);
    session.set({ messages: [message({})] });
    await counter.updateComplete;
    expect(textOf(counter.shadowRoot as unknown as Element)).to.equal('Assistant: 1');
  });

  it('finds its session though the provider is upgraded after it', async () => {
    const root = put('<late-session relay-url="/r"><turn-counter></turn-counter></late-session>');
    const counter = root.querySelector<TurnCounter>('turn-counter')!;
    await counter.updateComplete;
    expect(textOf(counter.shadowRoot as unknown as Element)).to.equal('Assistant: none');
    defineElement('late-session', class extends (customElements.get('realtime-session')!) {});
    await settled();
    await counter.updateComplete;
    await counter.updateComplete;
    expect(textOf(counter.shadowRoot as unknown as Element)).to.equal('Assistant: 0');
  });

  it('follows when it is moved to another session, and lets go of the first', async () => {
    const root = put(`<realtime-session relay-url="/a"><realtime-transcript></realtime-transcript></realtime-session>
      <realtime-session relay-url="/b"></realtime-session>`);
    await settled();
    const [first, second] = root.querySelectorAll('realtime-session');
    const transcript = root.querySelector('realtime-transcript')!;
    const set = (provider: typeof first, text: string) =>
      (provider!.session as FixtureSession).set({ messages: [message({ text })] });
    set(first, 'from the first');
    set(second, 'from the second');
    second?.append(transcript);
    await settled();
    expect(textOf(find(transcript, '.bubble'))).to.equal('from the second');
    set(first, 'changed');
    await settled();
    expect(textOf(find(transcript, '.bubble'))).to.equal('from the second');
  });

  it('finds its session through shadow roots of the page’s own', async () => {
    const provider = put('<realtime-session relay-url="/r"><section></section></realtime-session>');
    const section = provider.querySelector('section')!;
    section.attachShadow({ mode: 'open' }).innerHTML = '<turn-counter></turn-counter>';
    await settled();
    const counter = section.shadowRoot!.querySelector<TurnCounter>('turn-counter')!;
    await counter.updateComplete;
    expect(textOf(counter.shadowRoot as unknown as Element)).to.equal('Assistant: 0');
  });

  it('needs no Lit: it asks by the context protocol, and is told of another session', async () => {
    const provider = put('<realtime-session relay-url="/a"><p></p></realtime-session>').firstElementChild as RealtimeSession;
    await settled();
    const told: unknown[] = [];
    const request = new Event('context-request', { bubbles: true, composed: true });
    const paragraph = provider.querySelector('p')!;
    const callback = (session: unknown): void => void told.push(session);
    paragraph.dispatchEvent(Object.assign(request, { context: sessionContext, contextTarget: paragraph, subscribe: true, callback }));
    const first = provider.session;
    expect(told.length).to.equal(1);
    expect(told[0] === first).to.equal(true);
    const parent = provider.parentElement!;
    provider.remove();
    await nextTask();
    parent.append(provider);
    await settled();
    expect(told.at(-1) === provider.session).to.equal(true);
    expect(provider.session === first).to.equal(false);
  });

  it('is harmless where there is no session at all', async () => {
    const root = put('<realtime-composer></realtime-composer><realtime-transcript></realtime-transcript>');
    await settled();
    expect(find<HTMLTextAreaElement>(root.firstElementChild!, 'textarea').disabled).to.equal(true);
  });
});

describe('registering', () => {
  it('never overwrites a name, and says whether it stands for the element', () => {
    class Other extends HTMLElement {}
    expect(defineElement('realtime-transcript', RealtimeTranscript)).to.equal(true);
    expect(defineElement('realtime-transcript', Other)).to.equal(false);
    expect(customElements.get('realtime-transcript') === RealtimeTranscript).to.equal(true);
  });
});

describe('words', () => {
  it('reach parts inside a session, and change there', async () => {
    const { element, provider } = await part('realtime-composer');
    provider.strings = { send: 'Senden' };
    await settled();
    expect(find(element, '[part=send-button]').ariaLabel).to.equal('Senden');
  });
});

/** Everything that a style sheet of the page can reach by `::part()` on the assistant. */
describe('parts', () => {
  it('are reachable from the page by nested names, and all that are documented exist', async () => {
    const { element, session } = await assistant('open');
    session.set({
      status: 'listening',
      mode: 'hands-free',
      microphone: 'on',
      messages: [message({ text: 'At nine.' })],
    });
    await settled();
    const sheet = new CSSStyleSheet();
    const wanted = [
      'transcript__bubble',
      'composer__input',
      'controls__end-button',
      'orb__drawing',
      'heading',
      'panel',
    ];
    sheet.replaceSync(
      wanted.map((name) => `realtime-assistant::part(${name}) { outline: 3px solid rgb(1, 2, 3) }`).join(''),
    );
    document.adoptedStyleSheets.push(sheet);
    try {
      const panel = find(element, 'realtime-panel');
      const reached = [
        find(panel, 'realtime-transcript', '.bubble'),
        find(panel, 'realtime-composer', 'textarea'),
        find(panel, 'realtime-controls', '[part~=end-button]'),
        find(panel, 'realtime-orb', 'svg'),
        find(panel, 'h2'),
        panel,
      ];
      expect(reached.map((each) => getComputedStyle(each).outlineColor)).to.deep.equal(
        wanted.map(() => 'rgb(1, 2, 3)'),
      );
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    }
  });
});
