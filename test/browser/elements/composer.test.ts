import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import { find, focused, part, press, settled } from './setup.ts';

async function composer(snapshot = {}) {
  const { element, session } = await part('realtime-composer', snapshot);
  return {
    element,
    session,
    field: find<HTMLTextAreaElement>(element, 'textarea'),
    sendButton: find<HTMLButtonElement>(element, '[part=send-button]'),
  };
}

const connected = { status: 'listening', mode: 'text' } as const;

describe('<realtime-composer>', () => {
  it('Enter sends what was typed and empties the field', async () => {
    const { session, field } = await composer(connected);
    field.focus();
    await sendKeys({ type: '  When do you open?  ' });
    await sendKeys({ press: 'Enter' });
    expect(session.asked).to.deep.equal(['sendText When do you open?']);
    expect(field.value).to.equal('');
  });

  it('Shift and Enter begins a new line', async () => {
    const { session, field } = await composer(connected);
    field.focus();
    await sendKeys({ type: 'One' });
    await sendKeys({ press: 'Shift+Enter' });
    await sendKeys({ type: 'two' });
    expect(field.value).to.equal('One\ntwo');
    expect(session.asked).to.deep.equal([]);
  });

  it('Enter that picks a word of an input method does not send', async () => {
    const { element, session, field } = await composer(connected);
    element.value = '天気';
    press(field, 'Enter', { isComposing: true });
    press(field, 'Enter', { keyCode: 229 });
    expect(session.asked).to.deep.equal([]);
    press(field, 'Enter');
    expect(session.asked).to.deep.equal(['sendText 天気']);
  });

  it('there is nothing to send while the field is empty or blank', async () => {
    const { element, session, field, sendButton } = await composer(connected);
    expect(sendButton.disabled).to.equal(true);
    element.value = '  \n ';
    await settled();
    expect(sendButton.disabled).to.equal(true);
    press(field, 'Enter');
    expect(session.asked).to.deep.equal([]);
  });

  it('the send button sends, and the visitor can type on', async () => {
    const { element, session, field, sendButton } = await composer(connected);
    element.value = 'Hello';
    await settled();
    sendButton.click();
    expect(session.asked).to.deep.equal(['sendText Hello']);
    expect(focused() === field).to.equal(true);
  });

  it('what could not be sent comes back into the field', async () => {
    const { element, session, field } = await composer(connected);
    session.outcome = Promise.reject(new AssistantError('connection-lost', 'gone'));
    element.value = 'A long and careful question';
    press(field, 'Enter');
    await session.outcome.catch(() => {});
    await settled();
    expect(field.value).to.equal('A long and careful question');
  });

  it('but not over what the visitor went on to write', async () => {
    const { element, session, field } = await composer(connected);
    session.outcome = Promise.reject(new AssistantError('connection-lost', 'gone'));
    element.value = 'First';
    press(field, 'Enter');
    element.value = 'Second';
    await session.outcome.catch(() => {});
    await settled();
    expect(field.value).to.equal('Second');
  });

  it('rests while a hands-free conversation goes on', async () => {
    const { session, field, sendButton } = await composer({
      status: 'listening',
      mode: 'hands-free',
      microphone: 'on',
    });
    expect(field.disabled).to.equal(true);
    expect(sendButton.hidden).to.equal(true);
    session.set({ mode: 'text' });
    await settled();
    expect(field.disabled).to.equal(false);
  });

  it('stays open when the microphone failed', async () => {
    const { element, session, field } = await composer({
      status: 'listening',
      mode: 'hands-free',
      microphone: 'failed',
    });
    expect(field.disabled).to.equal(false);
    element.value = 'Then I type';
    press(field, 'Enter');
    expect(session.asked).to.deep.equal(['sendText Then I type']);
  });

  it('is open in a hands-free conversation that nobody listens to yet', async () => {
    const { session, field } = await composer({ status: 'listening', mode: 'hands-free', microphone: 'off' });
    expect(field.disabled).to.equal(false);
    session.set({ microphone: 'opening' });
    await settled();
    expect(field.disabled).to.equal(true);
  });

  it('"Type instead" leads into the field, "End conversation" does not', async () => {
    const talking = { status: 'listening', mode: 'hands-free', microphone: 'on' } as const;
    const { element, session } = await part('realtime-composer', talking, '<button slot="controls">Keyboard</button>');
    const field = find(element, 'textarea');
    for (const [after, leadsThere] of [
      [{ status: 'idle', microphone: 'off' }, false],
      [{ mode: 'text' }, true],
    ] as const) {
      session.set(talking);
      await settled();
      element.querySelector('button')!.focus();
      session.set(after);
      await settled();
      expect(focused() === field).to.equal(leadsThere);
    }
  });

  it('who types before a talk has begun is not asked for the microphone', async () => {
    const { element, session, field } = await composer({ status: 'idle', mode: 'hands-free' });
    element.value = 'Hello';
    press(field, 'Enter');
    expect(session.asked).to.deep.equal(['setMode text', 'sendText Hello']);
  });

  it('takes no more than 8,000 characters', async () => {
    const { element, field } = await composer(connected);
    element.value = 'x'.repeat(9000);
    expect(field.value.length).to.equal(8000);
    expect(field.maxLength).to.equal(8000);
  });
});
