import { waitUntil } from '@open-wc/testing-helpers';
import { expect } from 'chai';
import type { RealtimeAssistant, RealtimeSession } from '../../../src/elements/index.ts';
import { find } from './setup.ts';

/*
 * Pages load scripts when they please: the markup stands before any element is defined, properties are set before there is anything to
 * take them, and nobody knows which definition comes first. Each order gets a document of its own, as a name can be defined once.
 */
const wholes = ['realtime-assistant', 'realtime-session', 'realtime-panel'];
const parts = ['launcher', 'transcript', 'composer', 'controls', 'devices', 'orb', 'status', 'sources'].map((name) => `realtime-${name}`);

const orders = {
  'the parts first': [...parts, ...wholes],
  'the wholes first': [...wholes, ...parts],
  'the session between its parts': [...parts.slice(0, 4), ...wholes.toReversed(), ...parts.slice(4).toReversed()],
};

const markup = `<!doctype html><title>Shop</title><body>
  <realtime-assistant relay-url="/realtime" placement="inline" mode="text"></realtime-assistant>
  <realtime-session relay-url="/realtime">
    <div><realtime-transcript></realtime-transcript></div>
    <realtime-composer><realtime-controls slot="controls"></realtime-controls></realtime-composer>
    <realtime-orb></realtime-orb><realtime-status></realtime-status><realtime-sources></realtime-sources>
  </realtime-session>
  <script type="module">
    import * as elements from '/src/elements/index.ts';
    globalThis.define = (tag) => {
      const name = tag.replace(/(?:^|-)(\\w)/gu, (_, letter) => letter.toUpperCase());
      elements.defineElement(tag, elements[name]);
    };
    dispatchEvent(new Event('ready'));
  </script>`;

let frame: HTMLIFrameElement;

afterEach(() => frame.remove());

type Shop = Window & { define(tag: string): void; customElements: CustomElementRegistry };

/** A page whose elements are still unknown, and the way to define them. */
async function openShop(): Promise<Shop> {
  frame = document.createElement('iframe');
  frame.title = 'Shop';
  frame.srcdoc = markup;
  document.body.append(frame);
  await new Promise<void>((resolve) => {
    frame.addEventListener('load', () => resolve());
  });
  const shop = frame.contentWindow as Shop;
  if ((shop as Partial<Shop>).define === undefined) await new Promise((resolve) => shop.addEventListener('ready', resolve));
  return shop;
}

describe('elements that are upgraded in any order', () => {
  for (const [name, order] of Object.entries(orders)) {
    it(`find each other and keep what was set before: ${name}`, async () => {
      const shop = await openShop();
      const assistant = shop.document.querySelector('realtime-assistant') as RealtimeAssistant;
      const session = shop.document.querySelector('realtime-session') as RealtimeSession;
      session.mode = 'text';
      session.strings = { send: 'Abschicken' };
      assistant.heading = 'Ticket desk';
      for (const tag of order) {
        shop.define(tag);
        // As from a script of its own: what is upgraded renders before the next is known.
        await new Promise((resolve) => setTimeout(resolve));
      }
      await shop.customElements.whenDefined('realtime-orb');
      // The panel comes when it has been loaded, the session likewise.
      await waitUntil(() => assistant.shadowRoot!.querySelector('realtime-panel')?.shadowRoot?.querySelector('realtime-composer'));
      await session.load();
      await assistant.updateComplete;

      const panel = find(assistant, 'realtime-panel');
      expect(find(assistant, 'slot[name=heading]').textContent).to.equal('Ticket desk');
      expect(find<HTMLTextAreaElement>(panel, 'realtime-composer', 'textarea').disabled).to.equal(false);
      expect(find(panel, 'realtime-orb', 'svg').localName).to.equal('svg');

      expect(session.session?.snapshot.mode).to.equal('text');
      const composer = session.querySelector('realtime-composer')!;
      expect(find<HTMLTextAreaElement>(composer, 'textarea').disabled).to.equal(false);
      expect(find(composer, '[part=send-button]').ariaLabel).to.equal('Abschicken');
    });
  }
});
