import { waitUntil } from '@open-wc/testing-helpers';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { expect } from 'chai';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import { assistant, find, focused, maybe, settled, textOf } from './setup.ts';

const voice = { mode: 'hands-free', microphone: 'on', status: 'listening' } as const;
const panel = 'realtime-panel';

describe('layout="compact"', () => {
  it('is a bar to talk with: one press begins, and it says what goes on', async () => {
    const { element, session } = await assistant('open layout="compact" heading="Garden guide"');
    expect(element.matches(':state(compact)')).to.equal(true);
    expect(maybe(element, panel, 'realtime-transcript') === null).to.equal(true);
    expect(find(element, 'dialog').getBoundingClientRect().height).to.be.lessThan(80);
    expect(textOf(find(element, panel, '[part=heading]'))).to.equal('Garden guide');
    find(element, panel, 'realtime-controls', '[part~=talk-button]').click();
    expect(session.asked).to.deep.equal(['connect']);
    session.set({ ...voice, status: 'speaking' });
    await settled();
    expect(textOf(find(element, panel, 'realtime-status', '[part=words]'))).to.equal('Speaking');
    const buttons = [...find(element, panel, 'realtime-controls').shadowRoot!.querySelectorAll('button')];
    expect(buttons.map((button) => button.ariaLabel)).to.deep.equal([
      'Mute microphone',
      'Stop the answer',
      'End conversation',
    ]);
  });

  it('becomes the whole conversation and a bar again by keyboard, and the focus goes along', async () => {
    const { element } = await assistant('layout="compact"');
    element.show();
    await settled();
    find(element, panel, '[part=expand-button]').focus();
    await sendKeys({ press: 'Enter' });
    await settled();
    expect(element.matches(':state(compact)')).to.equal(false);
    expect(find(element, 'dialog').getBoundingClientRect().height).to.be.greaterThan(300);
    expect(focused() === find(element, panel, '[part=collapse-button]')).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await settled();
    expect(element.matches(':state(compact)')).to.equal(true);
    expect(element.open).to.equal(true);
    expect(focused() === find(element, panel, '[part=expand-button]')).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await settled();
    expect(element.open).to.equal(false);
  });

  it('grows where there is more to say: an error with its cure', async () => {
    const { element, session } = await assistant('open layout="compact"');
    session.set({ status: 'error', error: new AssistantError('connection-lost', 'x') });
    await settled();
    find(element, panel, 'realtime-status', '[part=retry-button]').click();
    expect(session.asked).to.deep.equal(['connect']);
  });

  it('on a phone the bar leaves the page in reach; the whole conversation is a sheet', async () => {
    await setViewport({ width: 320, height: 640 });
    try {
      const { element, session } = await assistant('layout="compact"');
      element.show();
      session.set({ ...voice, status: 'speaking' });
      await settled();
      const dialog = find(element, 'dialog');
      expect(dialog.matches(':modal')).to.equal(false);
      const { left, right, bottom } = dialog.getBoundingClientRect();
      expect([left >= 0, right <= 320, bottom <= 640]).to.deep.equal([true, true, true]);
      find(element, panel, '[part=expand-button]').focus();
      await sendKeys({ press: 'Enter' });
      await settled();
      expect(dialog.matches(':modal')).to.equal(true);
      expect(focused() === find(element, panel, '[part=collapse-button]')).to.equal(true);
      expect(dialog.getBoundingClientRect().width).to.equal(320);
      find(element, panel, '[part=collapse-button]').click();
      await settled();
      expect(dialog.matches(':modal')).to.equal(false);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('inline, it is as high as what it says', async () => {
    const { element } = await assistant('placement="inline" layout="compact"');
    // Before the bar is there, its place is kept.
    expect(element.getBoundingClientRect().height).to.be.lessThan(90);
    await waitUntil(() => element.shadowRoot!.querySelector(panel) !== null);
    await settled();
    expect(element.getBoundingClientRect().height).to.be.lessThan(90);
    find(element, panel, '[part=expand-button]').click();
    await settled();
    expect(element.getBoundingClientRect().height).to.be.greaterThan(300);
  });
});
