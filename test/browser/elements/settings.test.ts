import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { RealtimeAssistant } from '../../../src/elements/index.ts';
import { message } from './fixture-session.ts';
import { assistant, find, focused, maybe, part, settled, textOf } from './setup.ts';

const voice = { mode: 'hands-free', microphone: 'on', status: 'listening' } as const;

async function settings() {
  const { element, session, provider } = await part('realtime-settings');
  const groups = () => [...element.shadowRoot!.querySelectorAll('legend')].map(textOf);
  const radio = (value: string) => find<HTMLInputElement>(element, `input[value="${value}"]`);
  return { element, session, provider, groups, radio };
}

function scaleOf(element: RealtimeAssistant): number {
  const transcript = find(element, 'realtime-panel', 'realtime-transcript');
  return Number.parseFloat(getComputedStyle(transcript).fontSize);
}

describe('<realtime-settings>', () => {
  afterEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('groups what can be set, and offers voices and languages only where the author lists some', async () => {
    const { element, provider, groups } = await settings();
    expect(groups()).to.deep.equal(['How you talk', 'Sound settings', 'Text size']);
    provider.languages = ['de', 'en'];
    await settled();
    expect(groups()).to.deep.equal(['How you talk', 'Sound settings', 'Voice and language', 'Text size']);
    expect(maybe(element, '#voice') === null).to.equal(true);
    // Each by its own name.
    const languages = [...find<HTMLSelectElement>(element, '#language').options].map(textOf);
    expect(languages).to.deep.equal(['Automatic', 'Deutsch', 'English']);
  });

  it('changes how the visitor talks by the arrow keys, in the same conversation', async () => {
    const { session, radio } = await settings();
    session.set(voice);
    await settled();
    expect(radio('hands-free').checked).to.equal(true);
    radio('hands-free').focus();
    await sendKeys({ press: 'ArrowRight' });
    await settled();
    expect(session.asked.filter((each) => each !== 'watchDevices')).to.deep.equal(['setMode push-to-talk']);
    await sendKeys({ press: 'ArrowRight' });
    await settled();
    expect(session.asked.slice(-2)).to.deep.equal(['stopListening', 'setMode text']);
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'ArrowLeft' });
    await settled();
    expect(session.asked.slice(-2)).to.deep.equal(['setMode hands-free', 'startListening']);
  });

  it('before a conversation, choosing how to talk opens no microphone', async () => {
    const { session, radio } = await settings();
    session.set({ mode: 'text' });
    await settled();
    session.asked.length = 0;
    radio('hands-free').click();
    expect(session.asked).to.deep.equal(['setMode hands-free']);
  });

  it('offers only the modes that the author allows, and none where there is no choice', async () => {
    const { element, provider, groups } = await settings();
    provider.modes = ['push-to-talk'];
    await settled();
    const names = [...element.shadowRoot!.querySelectorAll('[name=mode]')].map((each) => each.ariaLabel);
    expect(names).to.deep.equal(['Hold to talk', 'Type']);
    provider.modes = ['text'];
    await settled();
    expect(groups()).not.to.include('How you talk');
  });

  it('asks the relay for the voice and the language that were chosen, and gives them back', async () => {
    const { element, session, provider } = await settings();
    provider.setAttribute('voices', 'alloy cedar');
    provider.languages = [{ value: 'pt-BR', label: 'Português' }];
    await settled();
    session.asked.length = 0;
    const choose = async (id: string, value: string) => {
      const select = find<HTMLSelectElement>(element, `#${id}`);
      select.value = value;
      select.dispatchEvent(new Event('change'));
      await settled();
    };
    await choose('voice', 'cedar');
    await choose('language', 'pt-BR');
    expect(session.asked).to.deep.equal([
      'configure {"voice":"cedar"}',
      'configure {"language":"pt","outputLanguage":"pt-BR"}',
    ]);
    // The property follows the visitor, the attribute stays the author's.
    expect(provider.voice).to.equal('cedar');
    expect(provider.hasAttribute('voice')).to.equal(false);
    await choose('voice', '');
    expect(session.asked.at(-1)).to.equal('configure {"voice":null}');
  });
});

describe('the size of the text', () => {
  afterEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  async function chooseLarge(attributes = '') {
    const { element, session } = await assistant(`open ${attributes}`);
    session.set({ messages: [message({ text: 'At nine.' })] });
    await settled();
    const before = scaleOf(element);
    find(element, 'realtime-panel', '[part=settings-button]').click();
    await settled();
    find(element, 'realtime-panel', 'realtime-settings', 'input[value="1.25"]').click();
    await settled();
    expect(scaleOf(element) / before).to.be.closeTo(1.25, 0.01);
    return { element, before };
  }

  it('grows the transcript, and is forgotten with the page', async () => {
    const { element, before } = await chooseLarge();
    expect([localStorage.length, sessionStorage.length]).to.deep.equal([0, 0]);
    element.remove();
    const { element: next } = await assistant('open');
    expect(scaleOf(next)).to.equal(before);
  });

  it('is kept where persist allows it', async () => {
    const { element, before } = await chooseLarge('persist="local"');
    element.remove();
    const { element: next } = await assistant('open persist="local"');
    expect(scaleOf(next) / before).to.be.closeTo(1.25, 0.01);
  });

  it('what somebody else has stored under its name does no harm', async () => {
    localStorage.setItem('realtime-assistant:face', '{"textSize":1e9,"consent":"yes"}');
    const { element, session } = await assistant('open persist="local" consent');
    expect(scaleOf(element)).to.be.at.most(64);
    find(element, 'realtime-panel', '[part=start-button]').click();
    expect(session.asked).to.deep.equal([]);
  });
});

describe('the pane of settings', () => {
  it('takes the focus, keeps the conversation behind it out of the way, and can be left where it was entered', async () => {
    const { element, session } = await assistant('open');
    session.set({ ...voice, messages: [message({ text: 'At nine.' })] });
    await settled();
    const panel = find(element, 'realtime-panel');
    const button = find(panel, '[part=settings-button]');
    button.focus();
    await sendKeys({ press: 'Enter' });
    await settled();
    expect(focused() === find(panel, '[part=pane]')).to.equal(true);
    expect(find(panel, 'realtime-transcript').inert).to.equal(true);
    await sendKeys({ press: 'Tab' });
    expect(focused() === find(panel, '[part=done-button]')).to.equal(true);
    // On from the last setting, the keyboard comes to the buttons of the conversation: there is no trap.
    find(panel, 'realtime-settings', 'input[name=size]:checked').focus();
    await sendKeys({ press: 'Tab' });
    expect(find(panel, 'realtime-controls').matches(':focus-within')).to.equal(true);
    find(panel, '[part=done-button]').focus();
    await sendKeys({ press: 'Enter' });
    await settled();
    expect(focused() === button).to.equal(true);
    expect(find(panel, 'realtime-transcript').inert).to.equal(false);
  });
});
