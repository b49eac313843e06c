import { expect } from 'chai';
import type { RealtimeTranscript } from '../../../src/elements/index.ts';
import { message, openingHours } from './fixture-session.ts';
import { assistant, expectAccessible, find, focused, maybe, part, press, settled, textOf } from './setup.ts';

/** Resolves when what the selector names is in the transcript, which loads some things when they are first needed. */
async function appeared(element: RealtimeTranscript, selector: string): Promise<HTMLElement> {
  for (;;) {
    const found = maybe(element, selector);
    if (found) return found;
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
  }
}

const rich = `You need **a permit**.

| Site | Price |
|---|--:|
| Lake | 12 |

- a [map](https://park.example/map)
- \`code\` and ![photo](https://elsewhere.example/x.png)

\`\`\`js
let a = 1;
\`\`\`

## Then

> Leave nothing.`;

const image =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwPAfAAcAAf9+CLHQAAAAAElFTkSuQmCC';

describe('a message', () => {
  describe('in Markdown', () => {
    it('is laid out, without a picture of another host or any markup of its own', async () => {
      const { element } = await part('realtime-transcript', { messages: [message({ text: `${rich}\n\n<b id="x">raw</b>` })] });
      const view = await appeared(element, '.markdown');
      expect(textOf(view.querySelector('strong'))).to.equal('a permit');
      expect([...view.querySelectorAll('th')].map(textOf)).to.deep.equal(['Site', 'Price']);
      expect(view.querySelector('[role=heading]')?.getAttribute('aria-level')).to.equal('3');
      expect(view.querySelectorAll('img, b').length).to.equal(0);
      expect(textOf(view)).to.include('<b id="x">raw</b>');
      const [map, photo] = view.querySelectorAll('a');
      expect([map?.href, map?.rel, map?.target]).to.deep.equal(['https://park.example/map', 'noopener', '_blank']);
      expect(photo?.href).to.equal('https://elsewhere.example/x.png');
    });

    it('shows no marks while it is written, and is read out without them', async () => {
      const { element, session } = await part('realtime-transcript', { messages: [message({ text: '**first**' })] });
      await appeared(element, '.markdown');
      session.set({ messages: [message({ id: 'a', status: 'in-progress', text: 'You need **a per' })] });
      await settled();
      expect(textOf(find(element, '.bubble'))).to.equal('You need a per');
      session.set({ messages: [message({ id: 'a', text: 'You need **a permit**.' })] });
      await settled();
      expect(textOf(find(element, '[aria-live=polite] :last-child'))).to.equal('You need a permit.');
    });

    it('of a visitor stays as it was typed', async () => {
      const { element } = await part('realtime-transcript', {
        messages: [message({ role: 'user', text: '**not bold**' }), message({ text: '**bold**' })],
      });
      await appeared(element, '.markdown');
      expect(textOf(find(element, '.user .bubble'))).to.equal('**not bold**');
    });
  });

  it('that is spoken comes with the voice, and at once for who types or has turned the voice down', async () => {
    const spoken = message({ id: 'a', modality: 'voice', text: 'The park opens at eight.' });
    const { element, session } = await part('realtime-transcript', { messages: [spoken], heard: { a: 8 } });
    const shown = () => textOf(find(element, '.bubble'));
    expect(shown()).to.equal('The park');
    expect(maybe(element, '.caret') === null).to.equal(false);
    session.set({ volume: 0 });
    await settled();
    expect(shown()).to.equal('The park opens at eight.');
    session.set({ volume: 1, mode: 'text' });
    await settled();
    expect(shown()).to.equal('The park opens at eight.');
    session.set({ mode: 'hands-free', heard: {} });
    await settled();
    expect(shown()).to.equal('The park opens at eight.');
    expect(maybe(element, '.caret') === null).to.equal(true);
  });

  it('shows the pictures that went with it, drawn, so that no policy has to allow them', async () => {
    const { element } = await part('realtime-transcript', {
      messages: [message({ role: 'user', text: 'What is this?', images: [image] })],
    });
    const canvas = (await appeared(element, 'canvas[width="2"]')) as HTMLCanvasElement;
    expect([canvas.role, canvas.ariaLabel]).to.deep.equal(['img', 'Your picture 1']);
    expect([canvas.width, canvas.height]).to.deep.equal([2, 1]);
  });

  it('says when it was, once for a stretch of the conversation, in the language around it', async () => {
    const at = new Date(2024, 4, 3, 15, 30).getTime();
    const { element, provider } = await part('realtime-transcript', {});
    provider.lang = 'de';
    const { session } = provider as unknown as { session: { set(change: object): void } };
    session.set({
      messages: [message({ at }), message({ at: at + 60_000 }), message({ at: at + 3_600_000, text: 'x' })],
    });
    await settled();
    const times = [...find(element, '.list').querySelectorAll('[part=time] time')];
    expect(times.map(textOf)).to.deep.equal(['03.05.2024, 15:30', '03.05.2024, 16:30']);
    expect(times[0]?.getAttribute('datetime')).to.equal(new Date(at).toISOString());
  });

  it('that failed can be tried again, where that has a chance', async () => {
    const { element, session } = await part('realtime-transcript', {
      messages: [
        message({ role: 'user', modality: 'voice', status: 'failed' }),
        message({ id: 'b', role: 'user', status: 'failed', text: 'Hello' }),
      ],
    });
    const buttons = find(element, '.list').querySelectorAll<HTMLElement>('[part=retry-button]');
    expect([...buttons].map(textOf)).to.deep.equal(['Send again']);
    buttons[0]!.click();
    expect(session.asked).to.include('retry b');
  });

  it('is rated where the author asks for it, and the page is told', async () => {
    const { element, provider } = await part('realtime-transcript', {
      messages: [message({ role: 'user', text: 'When?' }), message({ id: 'a', text: 'At nine.' })],
    });
    expect(maybe(element, '.actions [aria-pressed]') === null).to.equal(true);
    provider.rateAnswers = true;
    await settled();
    expect(find(element, '.list').querySelectorAll('[aria-pressed]').length).to.equal(2);
    const told: unknown[] = [];
    provider.addEventListener('realtime-rating', ({ messageId, value }) => told.push([messageId, value]), { once: true });
    const up = find(element, '[aria-label="Good answer"]');
    up.click();
    await settled();
    expect(told).to.deep.equal([['a', 'up']]);
    expect(find(element, '[aria-label="Good answer"]').ariaPressed).to.equal('true');
    provider.addEventListener('realtime-rating', ({ value }) => told.push(value), { once: true });
    find(element, '[aria-label="Good answer"]').click();
    expect(told.at(-1)).to.equal(null);
  });

  it('is copied as it was written', async () => {
    const { element } = await part('realtime-transcript', { messages: [message({ text: '**Nine**' })] });
    const copied = new Promise<string | undefined>((resolve) => {
      const { clipboard } = navigator;
      Object.defineProperty(navigator, 'clipboard', {
        configurable: true,
        value: { writeText: async (text: string) => resolve(text) },
      });
      after(() => Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard }));
    });
    find(element, '[aria-label=Copy]').click();
    expect(await copied).to.equal('**Nine**');
    await appeared(element, '[aria-label=Copied]');
    expect(textOf(find(element, '[aria-live=polite] :last-child'))).to.equal('Copied');
  });

  it('has buttons that are one stop of the Tab key for all messages, with arrows between them', async () => {
    const { element } = await part('realtime-transcript', {
      messages: [1, 2, 3].map((n) => message({ text: `Answer ${n}` })),
    });
    element.rateAnswers = true;
    await settled();
    const all = [...find(element, '.list').querySelectorAll<HTMLElement>('.actions button')];
    expect(all.map(({ tabIndex }) => tabIndex)).to.deep.equal([-1, -1, -1, -1, -1, -1, 0, -1, -1]);
    all[6]!.focus();
    press(focused()!, 'ArrowRight');
    expect(focused() === all[7]).to.equal(true);
    press(focused()!, 'ArrowUp');
    expect(focused() === all[3]).to.equal(true);
    expect(all.filter(({ tabIndex }) => tabIndex === 0).length).to.equal(1);
  });
});

describe('what tools do', () => {
  it('is shown in the operator’s words, where it happened, and how it ended', async () => {
    const { element, session } = await part('realtime-transcript', {
      messages: [message({ id: 'q', role: 'user', text: 'When?' })],
      steps: [
        { callId: 'a', name: 'search', label: 'Searching the garden’s pages…', status: 'started', afterId: 'q' },
        { callId: 'b', name: 'secret_tool', label: null, status: 'started', afterId: 'q' },
      ],
    });
    expect(textOf(find(element, '.steps'))).to.equal('Searching the garden’s pages…');
    expect(find(element, '.steps li').className).to.equal('started');
    session.set({
      steps: [{ callId: 'a', name: 'search', label: 'Searching the garden’s pages…', status: 'failed', afterId: 'q' }],
    });
    await settled();
    expect(textOf(find(element, '.steps'))).to.equal('Searching the garden’s pages… That did not work');
  });

  it('waits for the visitor’s word where it was asked for, with all that would be handed over', async () => {
    const { element, session } = await part('realtime-transcript', {
      messages: [message({ role: 'user', text: 'Cancel it.' })],
      approvals: [
        { approvalId: 'x y', serverLabel: 'shop', name: 'cancel_order', arguments: '{"order":"A-17","<b>":{"n":1}}' },
      ],
    });
    expect(textOf(find(element, '[aria-live=polite]'))).to.equal('Allow “cancel_order”?');
    await appeared(element, '.approval');
    expect([...find(element, 'dl').querySelectorAll('dt, dd')].map(textOf)).to.deep.equal(['order', 'A-17', '<b>', '{ "n": 1 }']);
    await expectAccessible('approval');
    find(element, '[part=deny-button]').click();
    expect(session.asked).to.deep.equal(['answerApproval x y false']);
    session.set({ approvals: [] });
    await settled();
    expect(focused() === find(element, '.log')).to.equal(true);
    expect(maybe(element, '.approval') === null).to.equal(true);
  });
});

describe('a long conversation', () => {
  const long = Array.from({ length: 200 }, (_, index) =>
    message({ role: index % 2 ? 'assistant' : 'user', text: `Turn ${index}` }),
  );

  it('renders only what changed when a word comes', async () => {
    const { element, session } = await part('realtime-transcript', {
      messages: [...long, message({ id: 'a', status: 'in-progress', text: 'One' })],
    });
    const touched = new Set<Node>();
    const observer = new MutationObserver((records) => records.forEach(({ target }) => touched.add(target)));
    observer.observe(find(element, '.list'), { subtree: true, childList: true, characterData: true, attributes: true });
    session.set({ messages: [...long, message({ id: 'a', status: 'in-progress', text: 'One two' })] });
    await settled();
    const records = observer.takeRecords();
    for (const { target } of records) touched.add(target);
    observer.disconnect();
    expect(touched.size).to.equal(1);
    expect(textOf([...find(element, '.list').querySelectorAll('.bubble')].at(-1)!)).to.equal('One two');
    const log = find(element, '.log');
    expect(log.scrollWidth).to.be.at.most(log.clientWidth);
  });

  it('counts what came while the visitor reads further up', async () => {
    const { element, session } = await part('realtime-transcript');
    element.style.blockSize = '200px';
    session.set({ messages: long });
    await settled();
    const log = find(element, '.log');
    const scrolled = new Promise((resolve) => {
      log.addEventListener('scroll', resolve, { once: true });
    });
    log.scrollTop = 100;
    await scrolled;
    await settled();
    expect(textOf(find(element, '[part=latest-button]'))).to.equal('Jump to latest');
    session.set({ messages: [...long, message({ text: 'News' }), message({ text: 'More news' })] });
    await settled();
    expect(textOf(find(element, '[part=latest-button]'))).to.equal('Jump to latest (2 new)');
  });
});

describe('a conversation to keep', () => {
  it('is told by the session’s element in each format', async () => {
    const { element, session } = await assistant();
    session.set({
      messages: [message({ role: 'user', text: 'When?' }), message({ text: 'At *nine*.', sources: [openingHours] })],
    });
    expect(await element.exportConversation()).to.include('You: When?');
    expect(await element.exportConversation('markdown')).to.include('[Plan your visit › Opening hours › Weekends](</visit#weekends>)');
    const json = JSON.parse(await element.exportConversation('json')) as { messages: { text: string }[] };
    expect(json.messages.map(({ text }) => text)).to.deep.equal(['When?', 'At *nine*.']);
  });

  it('can be saved where the author offers it', async () => {
    const { element, provider } = await part('realtime-transcript', { messages: [message({ text: 'Hello' })] });
    expect(maybe(element, '[part=save]') === null).to.equal(true);
    provider.savable = true;
    await settled();
    const offered = new Promise<HTMLAnchorElement>((resolve) => {
      const original = HTMLAnchorElement.prototype.click;
      HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
        HTMLAnchorElement.prototype.click = original;
        resolve(this);
      };
    });
    find(element, '[part=save-button]').click();
    const link = await offered;
    expect(link.download).to.match(/^Conversation \d{4}-\d\d-\d\d\.txt$/);
    expect(await (await fetch(link.href)).text()).to.include('Assistant: Hello');
  });
});

describe('all of it, for everyone', () => {
  for (const scheme of ['light', 'dark'] as const) {
    it(`in ${scheme}: axe has nothing to say`, async () => {
      document.documentElement.style.colorScheme = scheme;
      document.body.style.background = 'Canvas';
      const { element, session } = await assistant('open rate-answers savable');
      session.set({
        messages: [
          message({ id: 'q', role: 'user', text: 'What is this?', images: [image] }),
          message({ role: 'user', status: 'failed', text: 'Hello?' }),
          message({ text: rich, sources: [openingHours] }),
        ],
        steps: [{ callId: 'a', name: 's', label: 'Searching…', status: 'completed', afterId: 'q' }],
        approvals: [{ approvalId: 'x', serverLabel: 'shop', name: 'buy', arguments: '{"order":"A-17"}' }],
      });
      await settled();
      const transcript = find<RealtimeTranscript>(element, 'realtime-panel', 'realtime-transcript');
      await appeared(transcript, '.markdown');
      await appeared(transcript, '.approval');
      await settled();
      await expectAccessible('messages');
      document.documentElement.removeAttribute('style');
    });
  }
});
