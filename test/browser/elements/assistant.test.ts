import { sendKeys, setViewport } from '@web/test-runner-commands';
import { expect } from 'chai';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import type { RealtimeAssistant } from '../../../src/elements/index.ts';
import { RealtimeErrorEvent, RealtimeMessageEvent, RealtimeStatusEvent } from '../../../src/session/session-events.ts';
import { message } from './fixture-session.ts';
import { assistant, find, focused, maybe, nextTask, press, settled, textOf } from './setup.ts';

const voice = { mode: 'hands-free', microphone: 'on' } as const;

function launcher(element: RealtimeAssistant): HTMLElement {
  return find(element, 'realtime-launcher', '.main');
}

function isShown(element: RealtimeAssistant): boolean {
  return find<HTMLDialogElement>(element, 'dialog').open;
}

describe('<realtime-assistant>', () => {
  describe('opens and closes', () => {
    it('opens when the launcher is pressed, and the visitor can type at once', async () => {
      const { element } = await assistant();
      launcher(element).click();
      await settled();
      expect(isShown(element)).to.equal(true);
      expect(element.hasAttribute('open')).to.equal(true);
      await sendKeys({ type: 'When do you open?' });
      expect(find<HTMLTextAreaElement>(element, 'realtime-panel', 'realtime-composer', 'textarea').value).to.equal(
        'When do you open?',
      );
    });

    it('closes by Escape and gives the focus back to the launcher', async () => {
      const { element } = await assistant();
      launcher(element).click();
      await settled();
      await sendKeys({ press: 'Escape' });
      await settled();
      expect(isShown(element)).to.equal(false);
      expect(focused() === launcher(element)).to.equal(true);
    });

    it('gives the focus back to the page’s own button that opened it', async () => {
      const { element } = await assistant();
      const own = document.createElement('button');
      element.before(own);
      own.addEventListener('click', () => element.show());
      own.focus();
      await sendKeys({ press: 'Enter' });
      await settled();
      expect(element.matches(':focus-within')).to.equal(true);
      await sendKeys({ press: 'Escape' });
      await settled();
      expect(document.activeElement === own).to.equal(true);
    });

    it('opens and closes without moving the page', async () => {
      const { element } = await assistant();
      const heading = document.querySelector('h1')!;
      const before = JSON.stringify(heading.getBoundingClientRect());
      const size = [document.documentElement.scrollWidth, document.documentElement.scrollHeight];
      for (const change of [() => element.show(), () => element.hide()]) {
        change();
        await settled();
        expect(JSON.stringify(heading.getBoundingClientRect())).to.equal(before);
        expect([document.documentElement.scrollWidth, document.documentElement.scrollHeight]).to.deep.equal(size);
      }
    });

    it('while the assistant speaks, Escape silences it and the panel stays', async () => {
      const { element, session } = await assistant();
      element.show();
      session.set({ ...voice, status: 'speaking' });
      await settled();
      press(find(element, 'realtime-panel', 'realtime-composer'), 'Escape');
      await settled();
      expect(session.asked).to.include('interrupt');
      expect(isShown(element)).to.equal(true);
    });

    it('closes by its button, and a conversation goes on behind a launcher that says so and can end it', async () => {
      const { element, session } = await assistant();
      element.show();
      session.set({ ...voice, status: 'listening' });
      await settled();
      find(element, 'realtime-panel', '[part=close-button]').click();
      await settled();
      expect(session.asked).not.to.include('disconnect');
      expect(textOf(launcher(element))).to.equal('Listening');
      find(element, 'realtime-launcher', '[part=end-button]').click();
      expect(session.asked).to.include('disconnect');
    });

    it('tells the page when it opens and closes, once each, and says nothing at the start', async () => {
      const events: string[] = [];
      const note = (event: Event) => events.push(event.type);
      document.addEventListener('realtime-open', note);
      document.addEventListener('realtime-close', note);
      const { element } = await assistant();
      expect(events).to.deep.equal([]);
      element.show();
      await settled();
      element.hide();
      await settled();
      document.removeEventListener('realtime-open', note);
      document.removeEventListener('realtime-close', note);
      expect(events).to.deep.equal(['realtime-open', 'realtime-close']);
    });

    it('open from the start, it leaves the focus to the page', async () => {
      const { element } = await assistant('open');
      expect(isShown(element)).to.equal(true);
      expect(document.activeElement === document.body).to.equal(true);
    });

    it('makes the panel only when it is first wanted', async () => {
      const { element } = await assistant();
      expect(maybe(element, 'realtime-panel') === null).to.equal(true);
    });

    it('fills a narrow screen, where the page behind is out of reach', async () => {
      await setViewport({ width: 360, height: 640 });
      try {
        const { element } = await assistant();
        element.show();
        await settled();
        const dialog = find(element, 'dialog');
        expect(dialog.matches(':modal')).to.equal(true);
        const { width, height } = dialog.getBoundingClientRect();
        expect([width, height]).to.deep.equal([360, 640]);
        const narrow = matchMedia('(max-width: 479.98px)');
        const widened = new Promise((resolve) => {
          narrow.addEventListener('change', resolve, { once: true });
        });
        await setViewport({ width: 800, height: 600 });
        await widened;
        await nextTask();
        expect(dialog.matches(':modal')).to.equal(false);
        expect(isShown(element)).to.equal(true);
      } finally {
        await setViewport({ width: 800, height: 600 });
      }
    });

    it('inline, it is part of the page without a launcher', async () => {
      const { element } = await assistant('placement="inline" heading="Garden guide"');
      expect(maybe(element, 'realtime-launcher') === null).to.equal(true);
      // It comes when the browser has told how near the visitor is.
      while (maybe(element, 'section') === null) await nextTask();
      expect(find(element, 'section').getAttribute('aria-label')).to.equal('Garden guide');
      expect(element.getBoundingClientRect().height).to.be.greaterThan(300);
      expect(element.matches(':state(inline)')).to.equal(true);
    });

    it('stands at the side that the page ends at', async () => {
      const { element } = await assistant();
      const middle = (box: DOMRect) => (box.left + box.right) / 2;
      expect(middle(launcher(element).getBoundingClientRect())).to.be.greaterThan(innerWidth / 2);
      document.documentElement.dir = 'rtl';
      expect(middle(launcher(element).getBoundingClientRect())).to.be.lessThan(innerWidth / 2);
      document.documentElement.removeAttribute('dir');
    });
  });

  describe('talks and types', () => {
    it('"Start talking" connects inside the click, and the keyboard goes on at the controls', async () => {
      const { element, session } = await assistant();
      element.show();
      await settled();
      find(element, 'realtime-panel', '[part=start-button]').click();
      expect(session.asked).to.deep.equal(['connect']);
      session.set({ ...voice, status: 'listening' });
      await settled();
      expect(find(element, 'realtime-panel', 'realtime-controls').shadowRoot!.activeElement !== null).to.equal(true);
    });

    it('with auto-start, opening connects inside the click', async () => {
      const { element, session } = await assistant('auto-start');
      launcher(element).click();
      expect(session.asked).to.deep.equal(['connect']);
    });

    it('without it, opening asks for nothing', async () => {
      const { element, session } = await assistant();
      launcher(element).click();
      await settled();
      expect(session.asked).to.deep.equal([]);
    });

    it('a suggestion is sent when it is pressed, without asking for the microphone', async () => {
      const { element, session } = await assistant('', '<button slot="suggestions"> When are you open? </button>');
      element.show();
      await settled();
      element.querySelector('button')?.click();
      expect(session.asked).to.deep.equal(['setMode text', 'sendText When are you open?']);
    });

    it('a new conversation asks first, because this one would be lost, and then begins', async () => {
      const { element, session } = await assistant();
      element.show();
      session.set({ messages: [message({ role: 'user', text: 'Hello' })] });
      await settled();
      const panel = find(element, 'realtime-panel');
      find(panel, '[part=clear-button]').click();
      await settled();
      expect(session.asked).to.deep.equal([]);
      find(panel, '[part=keep-button]').click();
      await settled();
      expect(maybe(panel, '[part=confirm]') === null).to.equal(true);
      expect(focused() === find(panel, '[part=clear-button]')).to.equal(true);
      await sendKeys({ press: 'Enter' });
      await settled();
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Enter' });
      await settled();
      expect(session.asked).to.deep.equal(['clear']);
      expect(textOf(find(element, 'slot[name=empty]'))).to.include('How can I help?');
    });

    it('Escape keeps the conversation, and then closes the panel', async () => {
      const { element, session } = await assistant();
      element.show();
      session.set({ messages: [message({ role: 'user', text: 'Hello' })] });
      await settled();
      find(element, 'realtime-panel', '[part=clear-button]').click();
      await settled();
      await sendKeys({ press: 'Escape' });
      await settled();
      expect(maybe(element, 'realtime-panel', '[part=confirm]') === null).to.equal(true);
      expect(element.open).to.equal(true);
      expect(session.asked).to.deep.equal([]);
    });
  });

  describe('tells the page', () => {
    it('sends each event of the session once, through every shadow', async () => {
      const { element, session } = await assistant('open');
      const heard: Event[] = [];
      const types = ['realtime-status', 'realtime-message', 'realtime-error'];
      const note = (event: Event) => heard.push(event);
      for (const type of types) document.addEventListener(type, note);
      const hello = message({ text: 'Hello' });
      session.dispatchEvent(new RealtimeStatusEvent('listening', 'connecting'));
      session.dispatchEvent(new RealtimeMessageEvent(hello));
      session.dispatchEvent(new RealtimeErrorEvent(new AssistantError('busy', 'full')));
      for (const type of types) document.removeEventListener(type, note);
      expect(heard.map(({ type }) => type)).to.deep.equal(types);
      expect(heard.every(({ target }) => target === element)).to.equal(true);
      expect((heard[0] as RealtimeStatusEvent).previous).to.equal('connecting');
      expect((heard[1] as RealtimeMessageEvent).message).to.equal(hello);
      expect((heard[2] as RealtimeErrorEvent).error.code).to.equal('busy');
    });

    it('shows its state to style sheets', async () => {
      const { element, session } = await assistant();
      expect(element.matches(':state(idle)')).to.equal(true);
      session.set({ ...voice, status: 'speaking', muted: true });
      expect(element.matches(':state(speaking):state(muted):not(:state(idle))')).to.equal(true);
      element.show();
      await settled();
      expect(element.matches(':state(open)')).to.equal(true);
    });

    it('lets every word be replaced', async () => {
      const { element } = await assistant();
      element.strings = { startTalking: 'Losreden', inputPlaceholder: 'Nachricht' };
      element.show();
      await settled();
      expect(textOf(find(element, 'realtime-panel', '[part=start-button]'))).to.equal('Losreden');
      const field = find<HTMLTextAreaElement>(element, 'realtime-panel', 'realtime-composer', 'textarea');
      expect(field.placeholder).to.equal('Nachricht');
      expect(field.ariaLabel).to.equal('Your message');
    });

    it('takes a name, a picture and words of its own', async () => {
      const { element } = await assistant(
        'heading="Garden guide" launcher-label="Ask the garden"',
        '<img slot="launcher-icon" alt=""><p slot="empty">Welcome to the garden</p><small slot="footer">AI</small>',
      );
      expect(textOf(launcher(element))).to.equal('Ask the garden');
      element.show();
      await settled();
      expect(find(element, 'dialog').ariaLabel).to.equal('Garden guide');
      const shown = (name: string) =>
        find<HTMLSlotElement>(element, `slot[name=${name}]`).assignedElements().map(textOf);
      expect(shown('empty')).to.deep.equal(['Welcome to the garden']);
      expect(shown('footer')).to.deep.equal(['AI']);
      expect(shown('launcher-icon').length).to.equal(1);
    });
  });
});
