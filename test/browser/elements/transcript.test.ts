import { expect } from 'chai';
import type { RealtimeTranscript } from '../../../src/elements/index.ts';
import type { FixtureSession } from './fixture-session.ts';
import { message, openingHours } from './fixture-session.ts';
import { find, focused, maybe, part, settled, textOf } from './setup.ts';

function announcements(element: RealtimeTranscript): string[] {
  return [...find(element, '[aria-live=polite]').children].map(textOf);
}

/** What is read of each turn: who, and what. The buttons beside it are not part of it. */
function turns(element: RealtimeTranscript): string[] {
  return [...find(element, '.list').querySelectorAll('.message')].map((turn) => {
    const copy = turn.cloneNode(true) as Element;
    copy.querySelector('.actions')?.remove();
    return textOf(copy);
  });
}

async function grow(session: FixtureSession, id: string, texts: string[], status = 'in-progress' as const) {
  for (const text of texts) {
    session.set({ messages: [message({ id, text, status })] });
    await settled();
  }
}

function scrolled(log: HTMLElement): Promise<unknown> {
  return new Promise((resolve) => {
    log.addEventListener('scroll', resolve, { once: true });
  });
}

/** Long enough for layout, observers and the events that they cause. */
function twoFrames(): Promise<unknown> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  });
}

const longTalk = Array.from({ length: 40 }, (_, index) =>
  message({ role: index % 2 ? 'assistant' : 'user', text: `Turn ${index}` }),
);

describe('<realtime-transcript>', () => {
  it('is no stop for the keyboard while there is nothing to scroll', async () => {
    const { element, session } = await part('realtime-transcript');
    expect(find(element, '.log').tabIndex).to.equal(-1);
    session.set({ messages: longTalk });
    await settled();
    expect(find(element, '.log').tabIndex).to.equal(0);
  });

  it('shows who said what, in order', async () => {
    const { element } = await part('realtime-transcript', {
      messages: [message({ role: 'user', text: 'When?' }), message({ text: 'At nine.' })],
    });
    expect(turns(element)).to.deep.equal(['You:When?', 'Assistant:At nine.']);
  });

  it('shows markup as the text that it is', async () => {
    const nasty = '<img src=x onerror="document.title=\'owned\'"><script>alert(1)</script><a href="javascript:1">x</a>';
    const { element } = await part('realtime-transcript', {
      messages: [message({ role: 'user', text: nasty }), message({ text: nasty })],
    });
    expect(textOf(find(element, '.assistant .bubble'))).to.equal(nasty);
    expect(find(element, '.list').querySelectorAll('img, script, a').length).to.equal(0);
    expect(document.title).to.equal('Willow Garden');
  });

  it('keeps line breaks and blanks', async () => {
    const { element } = await part('realtime-transcript', { messages: [message({ text: 'one\n  two' })] });
    const bubble = find(element, '.bubble');
    expect(bubble.textContent).to.equal('one\n  two');
    expect(getComputedStyle(bubble).whiteSpaceCollapse).to.equal('preserve');
  });

  describe('read by a screen reader', () => {
    it('hears each answer once, when it is done, and nothing while it is written', async () => {
      const { element, session } = await part('realtime-transcript');
      await grow(session, 'a', ['We', 'We open at nine', 'We open at nine. Dogs', 'We open at nine. Dogs are welc']);
      expect(announcements(element)).to.deep.equal([]);
      session.set({ messages: [message({ id: 'a', text: 'We open at nine. Dogs are welcome.' })] });
      await settled();
      expect(announcements(element)).to.deep.equal(['We open at nine. Dogs are welcome.']);
      session.set({ status: 'listening' });
      await settled();
      expect(announcements(element).length).to.equal(1);
    });

    it('is not read what the assistant says aloud, nor the visitor’s own words', async () => {
      const { element, session } = await part('realtime-transcript');
      session.set({
        messages: [message({ role: 'user', text: 'Hello.' }), message({ modality: 'voice', text: 'Hello to you.' })],
      });
      await settled();
      expect(announcements(element)).to.deep.equal([]);
    });

    it('is not read a conversation that was there before', async () => {
      const { element, session, provider } = await part('realtime-transcript', {
        messages: [message({ text: 'Old news.' })],
      });
      const late = document.createElement('realtime-transcript');
      element.replaceWith(late);
      await settled();
      expect(announcements(late)).to.deep.equal([]);
      session.set({ messages: [...session.snapshot.messages, message({ text: 'Fresh news.' })] });
      await settled();
      expect(announcements(late)).to.deep.equal(['Fresh news.']);
      expect(provider.contains(late)).to.equal(true);
    });

    it('the log itself is silent, named, and can be scrolled with the keyboard', async () => {
      const { element } = await part('realtime-transcript', { messages: longTalk });
      const log = find(element, '[role=log]');
      expect(log.ariaLive).to.equal('off');
      expect(log.ariaLabel).to.equal('Conversation');
      expect(log.tabIndex).to.equal(0);
    });

    it('keeps a dozen answers and lets older ones go', async () => {
      const { element, session } = await part('realtime-transcript');
      session.set({ messages: Array.from({ length: 30 }, (_, index) => message({ text: `Number ${index}.` })) });
      await settled();
      expect(announcements(element).length).to.equal(12);
      expect(announcements(element).at(-1)).to.equal('Number 29.');
    });
  });

  it('marks words in progress, a cut answer, and what failed', async () => {
    const { element } = await part('realtime-transcript', {
      messages: [
        message({ role: 'user', modality: 'voice', status: 'failed' }),
        message({ role: 'user', modality: 'text', status: 'failed', text: 'Hello' }),
        message({ status: 'interrupted', text: 'We open' }),
        message({ status: 'failed', text: 'At' }),
        message({ status: 'in-progress' }),
        message({ status: 'in-progress', text: 'On Sun' }),
      ],
    });
    expect(turns(element)).to.deep.equal([
      'You: I could not make out the words',
      'You:Hello This was not sent Send again',
      'Assistant:We open Stopped here',
      'Assistant:At This answer broke off Answer again',
      'Assistant:Writing…',
      'Assistant:On Sun',
    ]);
    expect(find(element, '.turn:last-child .message').querySelector('[part=caret]') !== null).to.equal(true);
    expect(find(element, '.list').querySelectorAll('[part=caret]').length).to.equal(1);
  });

  it('shows the sources under the answer that they belong to', async () => {
    const { element } = await part('realtime-transcript', {
      messages: [message({ text: 'At nine.', sources: [openingHours] }), message({ text: 'No idea.' })],
    });
    expect(find(element, '.list').querySelectorAll('realtime-sources').length).to.equal(1);
    expect(textOf(find(element, '.turn:first-child realtime-sources', 'button'))).to.include('Plan your visit');
  });

  it('says what its empty slot says while nothing has been said', async () => {
    const { element, session } = await part('realtime-transcript', {}, '<p slot="empty">Ask away</p>');
    expect(find<HTMLSlotElement>(element, 'slot').assignedElements().length).to.equal(1);
    session.set({ messages: [message({ text: 'Hello' })] });
    await settled();
    expect(maybe(element, 'slot') === null).to.equal(true);
  });

  describe('scrolls', () => {
    async function tall() {
      const { element, session } = await part('realtime-transcript');
      element.style.blockSize = '200px';
      session.set({ messages: longTalk });
      await settled();
      const log = find(element, '.log');
      const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 2;
      return { element, session, log, atEnd };
    }

    it('with the newest words while the visitor is at the end', async () => {
      const { session, atEnd, element } = await tall();
      expect(atEnd()).to.equal(true);
      session.set({ messages: [...longTalk, message({ text: 'Long answer. '.repeat(60) })] });
      await settled();
      expect(atEnd()).to.equal(true);
      expect(maybe(element, '[part=latest-button]') === null).to.equal(true);
    });

    it('not away from what the visitor has scrolled to, and leads back in one press', async () => {
      const { element, session, log, atEnd } = await tall();
      log.scrollTop = 100;
      await scrolled(log);
      session.set({ messages: [...longTalk, message({ text: 'News' })] });
      await settled();
      expect(log.scrollTop).to.equal(100);
      const button = find(element, '[part=latest-button]');
      button.focus();
      button.click();
      await settled();
      expect(atEnd()).to.equal(true);
      expect(maybe(element, '[part=latest-button]') === null).to.equal(true);
      expect(focused() === log).to.equal(true);
    });

    it('to what the visitor has just sent', async () => {
      const { session, log, atEnd } = await tall();
      log.scrollTop = 100;
      await scrolled(log);
      session.set({ messages: [...longTalk, message({ role: 'user', text: 'And now?' })] });
      await settled();
      expect(atEnd()).to.equal(true);
    });

    it('stays at the end when the pane gets lower, as when a keyboard appears', async () => {
      const { element, atEnd } = await tall();
      element.style.blockSize = '120px';
      await twoFrames();
      expect(atEnd()).to.equal(true);
    });
  });
});
