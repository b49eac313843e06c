import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { Source } from '../../../src/conversation/conversation.ts';
import { message, openingHours, tickets } from './fixture-session.ts';
import { assistant, find, focused, maybe, part, settled, textOf } from './setup.ts';

async function opened(source: Source) {
  const { element, session } = await part('realtime-sources');
  element.sources = [source];
  await settled();
  const chip = find(element, 'button');
  chip.focus();
  chip.click();
  await settled();
  return { element, session, chip, viewer: find<HTMLDialogElement>(element, 'dialog') };
}

describe('<realtime-sources>', () => {
  it('has a chip for each passage, with its title and where in the page it stands', async () => {
    const { element } = await part('realtime-sources');
    element.sources = [openingHours, tickets];
    await settled();
    expect([...find(element, 'ul').children].map(textOf)).to.deep.equal([
      '1Plan your visit › Opening hours › Weekends',
      '2Tickets and prices › Families',
    ]);
  });

  it('alone, shows the sources of the newest answer that has any', async () => {
    const { element, session } = await part('realtime-sources');
    expect(maybe(element, 'ul') === null).to.equal(true);
    session.set({ messages: [message({ sources: [openingHours] }), message({ sources: [tickets] }), message({})] });
    await settled();
    expect(textOf(find(element, 'ul'))).to.equal('1Tickets and prices › Families');
  });

  it('opens a viewer with the passage, its sentence marked though the line breaks differ, and the link', async () => {
    const { viewer } = await opened(openingHours);
    expect(viewer.matches(':modal')).to.equal(true);
    expect(textOf(viewer.querySelector('h2'))).to.equal('Plan your visit');
    expect(textOf(viewer.querySelector('mark'))).to.equal(openingHours.quote);
    expect(viewer.querySelector('.passage')?.textContent).to.equal(openingHours.text);
    expect(viewer.querySelector('a')?.getAttribute('href')).to.equal('/visit#weekends:~:text=On%20Saturdays%20and%20Sundays%20the%20gates%20open%20at%20nine%20and%20close%20at%20sunset.');
    expect(viewer.querySelector('a')?.rel).to.equal('noopener');
  });

  it('finds the sentence that the answer leans on where the relay did not tell it', async () => {
    const { element } = await part('realtime-sources');
    const text = 'The garden is old. A family ticket admits two adults and four children. Dogs are welcome.';
    element.sources = [{ ...tickets, text, quote: '' }];
    element.answer = 'With a family ticket, four children get in with two adults.';
    await settled();
    find(element, 'button').click();
    await settled();
    expect(textOf(find(element, 'mark'))).to.equal('A family ticket admits two adults and four children.');
  });

  it('leads from source to source, by its buttons and by the arrows, and says where one is', async () => {
    const { element } = await part('realtime-sources');
    element.sources = [openingHours, tickets];
    await settled();
    find(element, 'button').click();
    await settled();
    const shown = () => [textOf(find(element, 'h2')), textOf(find(element, '[part=position]'))];
    expect(shown()).to.deep.equal(['Plan your visit', '1 of 2']);
    find(element, '[part=next-button]').click();
    await settled();
    expect(shown()).to.deep.equal(['Tickets and prices', '2 of 2']);
    await sendKeys({ press: 'ArrowRight' });
    await settled();
    expect(shown()).to.deep.equal(['Plan your visit', '1 of 2']);
    await sendKeys({ press: 'ArrowLeft' });
    await settled();
    expect(shown()).to.deep.equal(['Tickets and prices', '2 of 2']);
    // Where lines run the other way, so do the arrows.
    element.dir = 'rtl';
    await sendKeys({ press: 'ArrowRight' });
    await settled();
    expect(shown()).to.deep.equal(['Plan your visit', '1 of 2']);
  });

  it('marks nothing when the quote is not in the passage', async () => {
    const { viewer } = await opened({ ...openingHours, quote: 'Cats (.*) are welcome.' });
    expect(viewer.querySelector('mark') === null).to.equal(true);
    expect(viewer.querySelector('.passage')?.textContent).to.equal(openingHours.text);
  });

  for (const url of [
    'javascript:alert(1)',
    ' JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'http://[',
    '',
  ]) {
    it(`makes no link of ${JSON.stringify(url)}`, async () => {
      const { viewer } = await opened({ ...openingHours, url });
      expect(viewer.querySelector('a') === null).to.equal(true);
    });
  }

  it('shows markup in titles, headings and passages as the text that it is', async () => {
    const nasty = '<img src=x onerror=alert(1)>';
    const { element, viewer } = await opened({
      ...openingHours,
      title: nasty,
      heading: nasty,
      text: nasty,
      quote: nasty,
    });
    expect(textOf(viewer.querySelector('mark'))).to.equal(nasty);
    expect(element.shadowRoot?.querySelectorAll('img').length).to.equal(0);
  });

  it('closes by Escape, by its button and by a press beside it, and the focus returns to the chip', async () => {
    const { element, chip, viewer } = await opened(openingHours);
    const closed = () => maybe(element, 'dialog') === null;
    const close = async (how: () => unknown) => {
      const done = new Promise((resolve) => {
        find(element, 'dialog').addEventListener('close', resolve, { once: true });
      });
      await how();
      await done;
      await settled();
    };
    await close(() => sendKeys({ press: 'Escape' }));
    expect(closed()).to.equal(true);
    expect(focused() === chip).to.equal(true);
    chip.click();
    await settled();
    await close(() => find(element, 'dialog [aria-label="Close source"]').click());
    expect(closed()).to.equal(true);
    chip.click();
    await settled();
    await close(() => find(element, 'dialog').dispatchEvent(new MouseEvent('click', { bubbles: true })));
    expect(closed()).to.equal(true);
    expect(viewer.isConnected).to.equal(false);
  });

  it('inside the assistant, Escape closes the source and leaves the panel', async () => {
    const { element, session } = await assistant();
    element.show();
    session.set({ messages: [message({ text: 'At nine.', sources: [openingHours] })] });
    await settled();
    const sources = find(element, 'realtime-panel', 'realtime-transcript', 'realtime-sources');
    find(sources, 'button').click();
    await settled();
    const done = new Promise((resolve) => {
      find(sources, 'dialog').addEventListener('close', resolve, { once: true });
    });
    await sendKeys({ press: 'Escape' });
    await done;
    await settled();
    expect(maybe(sources, 'dialog') === null).to.equal(true);
    expect(element.open).to.equal(true);
  });
});
