import { waitUntil } from '@open-wc/testing-helpers';
import { expect } from 'chai';
import type { AssistantError } from '../../../src/base/assistant-error.ts';
import type { RealtimeAssistant } from '../../../src/elements/index.ts';
import type { RealtimeErrorEvent } from '../../../src/session/session-events.ts';
import { assistant, expectAccessible, find, part, put, settled, textOf } from './setup.ts';

const markup = '<realtime-assistant relay-url="/realtime"></realtime-assistant>';
const launcher = (element: Element) => find(element, 'realtime-launcher', '[part=button]');
const name = (element: Element) => launcher(element).ariaLabel;
/** Another language comes from the network. */
const says = (element: Element, words: string) => waitUntil(() => name(element) === words, `never said “${words}”`);

/** Errors that the elements in the page report while `work` runs. */
async function reported(work: () => Promise<unknown>): Promise<AssistantError[]> {
  const errors: AssistantError[] = [];
  const note = (event: Event) => errors.push((event as RealtimeErrorEvent).error);
  document.addEventListener('realtime-error', note);
  try {
    await work();
  } finally {
    document.removeEventListener('realtime-error', note);
  }
  return errors;
}

async function open(element: RealtimeAssistant): Promise<void> {
  element.show();
  await waitUntil(() => element.shadowRoot!.querySelector('dialog[open]') !== null);
}

describe('the language of the words', () => {
  it('is that of the page around the element, from the first picture on', async () => {
    const element = put(`<div lang="de-AT">${markup}</div>`).querySelector('realtime-assistant')!;
    await settled();
    expect(name(element)).to.equal('Assistenten fragen');
    await open(element);
    expect(find(element, 'dialog').lang).to.equal('de-AT');
    expect(find(element, 'dialog').ariaLabel).to.equal('Assistent');
  });

  it('is told through the shadow that the element stands in, and follows when the page changes it', async () => {
    const outer = put('<div lang="nl"><section></section></div>').querySelector('section')!;
    const inner = outer.attachShadow({ mode: 'open' });
    inner.innerHTML = markup;
    const element = inner.firstElementChild as RealtimeAssistant;
    await element.updateComplete;
    await settled(inner);
    expect(name(element)).to.equal('Vraag het de assistent');
    outer.parentElement!.lang = 'zh-TW';
    await says(element, '詢問助理');
    outer.lang = 'pt-BR';
    await says(element, 'Perguntar ao assistente');
    inner.host.remove();
    outer.lang = 'de';
    document.querySelector('main')!.append(outer);
    await says(element, 'Assistenten fragen');
  });

  it('is its own where `locale` says so, beside another in another language', async () => {
    const [first, second] = put(`${markup}${markup.replace(' ', ' locale="fr" ')}`).children as unknown as RealtimeAssistant[];
    await settled();
    expect([name(first!), name(second!)]).to.deep.equal(['Ask the assistant', 'Interroger l’assistant']);
    first!.locale = 'ja';
    await says(first!, 'アシスタントに質問する');
    expect(name(second!)).to.equal('Interroger l’assistant');
    first!.removeAttribute('locale');
    first!.locale = undefined;
    await says(first!, 'Ask the assistant');
  });

  it('is the one asked for last, however the files arrive', async () => {
    const { element } = await assistant();
    for (const locale of ['ko', 'hi', 'en', 'uk', 'it']) {
      element.locale = locale;
      await element.updateComplete;
    }
    await says(element, 'Chiedi all’assistente');
    await import('../../../src/elements/locales/ko.ts');
    await import('../../../src/elements/locales/uk.ts');
    await settled();
    expect(name(element)).to.equal('Chiedi all’assistente');
  });

  it('is English for a language that there are no words for, and says that it is', async () => {
    const errors = await reported(async () => {
      const element = put(`<div lang="fa" dir="rtl">${markup}</div>`).querySelector('realtime-assistant')!;
      await settled();
      expect(name(element)).to.equal('Ask the assistant');
      await open(element);
      expect(find(element, 'dialog').lang).to.equal('en');
      expect(getComputedStyle(launcher(element)).direction).to.equal('ltr');
    });
    expect(errors).to.deep.equal([]);
  });

  it('is English where `locale` is no language, and the developer is told what one looks like', async () => {
    const complaint = console.error;
    const complaints: unknown[] = [];
    console.error = (...args: unknown[]) => complaints.push(...args);
    const errors = await reported(async () => {
      const { element } = await assistant('locale="german!"');
      expect(name(element)).to.equal('Ask the assistant');
    }).finally(() => {
      console.error = complaint;
    });
    expect(errors.map(({ code }) => code)).to.deep.equal(['invalid-option']);
    expect(complaints.join()).to.include('locale is "german!"').and.include('pt-BR');
  });
});

describe('words of one’s own', () => {
  it('lie on top of those of the locale, and stay when it changes', async () => {
    const { element } = await assistant('locale="de" open');
    element.strings = { openAssistant: 'Frag den Gärtner', send: undefined! };
    await settled();
    expect(name(element)).to.equal('Frag den Gärtner');
    expect(find(element, 'realtime-panel', 'realtime-composer', '[part=send-button]').ariaLabel).to.equal('Senden');
    element.locale = 'es';
    await waitUntil(() => find(element, 'dialog').lang === 'es');
    expect(name(element)).to.equal('Frag den Gärtner');
    element.strings = undefined;
    await says(element, 'Preguntar al asistente');
  });

  it('may be a language of one’s own, with its direction', async () => {
    const element = put(`<div lang="de">${markup}</div>`).querySelector('realtime-assistant')!;
    element.strings = { lang: 'fa-IR', dir: 'rtl', openAssistant: 'از دستیار بپرسید' };
    await settled();
    await says(element, 'از دستیار بپرسید');
    await open(element);
    await waitUntil(() => find(element, 'dialog').lang === 'fa-IR');
    expect(getComputedStyle(launcher(element)).direction).to.equal('rtl');
    // What it leaves out is English, not the language of the page.
    expect(find(element, 'dialog').ariaLabel).to.equal('Assistant');
  });

  it('reach the parts of a session, and say there which language they are in', async () => {
    const { element, provider } = await part('realtime-composer');
    provider.locale = 'he';
    const field = () => find<HTMLTextAreaElement>(element, 'textarea');
    await waitUntil(() => field().ariaLabel === 'ההודעה שלכם');
    expect(field().closest<HTMLElement>('[lang]')?.lang).to.equal('he');
    expect(getComputedStyle(find(element, '[part=send-button]')).direction).to.equal('rtl');
  });
});

describe('an Arabic face on an English page', () => {
  it('runs from right to left, and stays at the side that the page gave it', async () => {
    const { element, session } = await assistant('locale="ar" open');
    session.set({ status: 'reconnecting', retryAt: Date.now() + 5_000 });
    await settled();
    const panel = find(element, 'realtime-panel');
    const [heading, close] = ['heading', 'close-button'].map((part) => find(panel, `[part=${part}]`).getBoundingClientRect());
    expect(heading!.right).to.be.greaterThan(close!.right);
    expect(textOf(find(panel, 'realtime-status', '[part=hint]'))).to.match(/المحاولة التالية خلال .+ ثوانٍ\./u);
    const frame = find(element, 'dialog').getBoundingClientRect();
    expect(frame.left).to.be.greaterThan(innerWidth - frame.right);
    await expectAccessible('Arabic');
  });

  it('runs as `dir` of the element says, where it does', async () => {
    const { element } = await assistant('locale="ar" dir="ltr"');
    expect(getComputedStyle(launcher(element)).direction).to.equal('ltr');
  });
});
