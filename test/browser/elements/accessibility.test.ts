import { emulateMedia, setViewport } from '@web/test-runner-commands';
import { expect } from 'chai';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import { message, openingHours, tickets } from './fixture-session.ts';
import { assistant, expectAccessible, find, put, settled } from './setup.ts';

const voice = { mode: 'hands-free', microphone: 'on' } as const;
const talk = [
  message({ role: 'user', modality: 'voice', text: 'When do you open?' }),
  message({ modality: 'voice', text: 'At nine.', sources: [openingHours, tickets] }),
  message({ role: 'user', modality: 'voice', status: 'failed' }),
  message({ modality: 'voice', status: 'interrupted', text: 'On Sundays' }),
];

const scenes: Record<string, Partial<SessionSnapshot>> = {
  'nothing said yet': {},
  'a typed conversation': { status: 'listening', mode: 'text', messages: talk },
  connecting: { ...voice, status: 'connecting', microphone: 'opening' },
  listening: { ...voice, status: 'listening', messages: talk },
  hearing: { ...voice, status: 'hearing', messages: [message({ role: 'user', status: 'in-progress' })] },
  thinking: {
    ...voice,
    status: 'thinking',
    messages: [...talk, message({ status: 'in-progress' })],
    tools: [{ callId: 'c', name: 'search', label: 'Searching the garden’s pages…' }],
  },
  speaking: { ...voice, status: 'speaking', messages: [message({ status: 'in-progress', text: 'At nine and' })] },
  muted: { ...voice, status: 'listening', muted: true, messages: talk },
  reconnecting: { ...voice, status: 'reconnecting', retryAt: Date.now() + 9000, messages: talk },
  'gave up': { status: 'error', error: new AssistantError('connection-lost', 'x'), messages: talk },
  'microphone denied': {
    status: 'listening',
    microphone: 'failed',
    error: new AssistantError('microphone-denied', 'x'),
  },
  'push-to-talk': { ...voice, status: 'listening', mode: 'push-to-talk' },
};

describe('for everyone', () => {
  for (const scheme of ['light', 'dark'] as const) {
    describe(`in ${scheme}`, () => {
      before(() => {
        document.documentElement.style.colorScheme = scheme;
        document.body.style.background = 'Canvas';
      });
      after(() => document.documentElement.removeAttribute('style'));

      for (const [name, snapshot] of Object.entries(scenes)) {
        it(`${name}: axe has nothing to say`, async () => {
          const { element, session } = await assistant('heading="Garden guide"');
          element.show();
          session.set(snapshot);
          await settled();
          await expectAccessible(name);
        });
      }

      it('closed, and closed during a talk: axe has nothing to say', async () => {
        const { session } = await assistant('launcher-label="Ask the garden"');
        await expectAccessible('closed');
        session.set({ ...voice, status: 'listening' });
        await settled();
        await expectAccessible('live');
      });

      it('with a source open: axe has nothing to say', async () => {
        const { element, session } = await assistant();
        element.show();
        session.set({ status: 'listening', mode: 'text', messages: talk });
        await settled();
        find(element, 'realtime-panel', 'realtime-transcript', 'realtime-sources', 'button').click();
        await settled();
        await expectAccessible('source');
      });
    });
  }

  it('inline, and as parts laid out anew: axe has nothing to say', async () => {
    const { session } = await assistant('placement="inline" mode="text"');
    session.set({ messages: talk });
    await settled();
    await expectAccessible('inline');
  });

  it('parts laid out anew: axe has nothing to say', async () => {
    put(`<realtime-session relay-url="/realtime"><realtime-orb></realtime-orb><realtime-status></realtime-status>
      <realtime-transcript></realtime-transcript><realtime-sources></realtime-sources>
      <realtime-composer><realtime-controls slot="controls"></realtime-controls></realtime-composer>
      </realtime-session>`);
    await settled();
    await expectAccessible('parts');
  });

  const full = new AssistantError('busy', 'x', { retryAfterMs: 60_000, position: 2 });
  const devices = {
    microphones: [{ id: 'a', label: 'Headset' }],
    speakers: [{ id: 'b', label: 'Hall' }],
    microphoneId: 'a',
    speakerId: null,
  };
  const panes: Record<string, { attributes: string; snapshot: Partial<SessionSnapshot>; press?: string[] }> = {
    'with the settings open': {
      attributes: 'voices="alloy" languages="de en"',
      snapshot: { ...voice, status: 'listening', messages: talk, devices },
      press: ['[part=settings-button]'],
    },
    'asked for consent': { attributes: 'consent privacy-url="/p"', snapshot: {}, press: ['[part=start-button]'] },
    'asked whether to begin anew': { attributes: '', snapshot: { messages: talk }, press: ['[part=clear-button]'] },
    'at a full relay, with a person to talk to': {
      attributes: 'handover-url="/contact"',
      snapshot: { status: 'error', error: full, messages: talk },
    },
    'as a bar': { attributes: 'layout="compact"', snapshot: { ...voice, status: 'speaking' } },
    'as a bar with push-to-talk': { attributes: 'layout="compact" mode="push-to-talk"', snapshot: {} },
    'as a bar in trouble': { attributes: 'layout="compact"', snapshot: { status: 'error', error: full } },
  };
  for (const [name, { attributes, snapshot, press: pressed = [] }] of Object.entries(panes)) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`${name}, in ${scheme}: axe has nothing to say`, async () => {
        document.documentElement.style.colorScheme = scheme;
        document.body.style.background = 'Canvas';
        const { element, session } = await assistant(`open ${attributes}`);
        session.set(snapshot);
        await settled();
        for (const selector of pressed) find(element, 'realtime-panel', selector).click();
        await settled();
        await expectAccessible(name);
        document.documentElement.removeAttribute('style');
      });
    }
  }

  it('asked how it was, and with notes: axe has nothing to say', async () => {
    const { element, session } = await assistant('open ask-rating');
    const note = { id: 'a', title: 'Season tickets', at: 1_763_900_000_000, text: 'Ask.' };
    element.notes = { list: async () => [note], open: async () => note, remove: async () => {} };
    session.set({ ...voice, status: 'listening', messages: talk });
    await settled();
    session.set({ status: 'idle', microphone: 'off' });
    await settled();
    find(element, 'realtime-panel', '[part=notes-button]').click();
    await settled();
    find(element, 'realtime-panel', 'realtime-notes', '[part=delete-button]').click();
    await settled();
    await expectAccessible('afterwards');
  });

  it('with forced colours: axe has nothing to say', async () => {
    await emulateMedia({ forcedColors: 'active' });
    try {
      const { element, session } = await assistant();
      element.show();
      session.set({ ...voice, status: 'speaking', messages: talk });
      await settled();
      await expectAccessible('forced colours');
    } finally {
      await emulateMedia({ forcedColors: 'none' });
    }
  });

  it('with text twice as large on a narrow screen, every button can still be reached', async () => {
    await setViewport({ width: 360, height: 720 });
    document.documentElement.style.fontSize = '200%';
    try {
      const { element, session } = await assistant();
      element.show();
      session.set({ ...voice, status: 'speaking', messages: talk });
      await settled();
      const panel = find(element, 'realtime-panel');
      const roots = [panel, find(panel, 'realtime-controls'), find(panel, 'realtime-composer')];
      const buttons = roots.flatMap(({ shadowRoot }) =>
        Array.from(shadowRoot!.querySelectorAll('button:not([hidden])')),
      );
      expect(buttons.length).to.equal(7);
      for (const button of buttons) {
        const { left, right, bottom } = button.getBoundingClientRect();
        const name = button.getAttribute('aria-label') ?? '';
        expect([left >= 0, right <= 360, bottom <= 720], name).to.deep.equal([true, true, true]);
      }
    } finally {
      document.documentElement.removeAttribute('style');
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('with text twice as large on a narrow screen, the launcher with its words stays on it', async () => {
    await setViewport({ width: 360, height: 720 });
    document.documentElement.style.fontSize = '200%';
    try {
      const { element, session } = await assistant('launcher-label="Ask the garden guide"');
      for (const snapshot of [{}, { ...voice, status: 'reconnecting' }] as const) {
        session.set(snapshot);
        await settled();
        for (const button of find(element, 'realtime-launcher').shadowRoot!.querySelectorAll('button')) {
          const { left, right } = button.getBoundingClientRect();
          expect([left >= 0, right <= 360]).to.deep.equal([true, true]);
        }
      }
    } finally {
      document.documentElement.removeAttribute('style');
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('on a phone the stop button comes and goes without moving anything else', async () => {
    await setViewport({ width: 360, height: 640 });
    try {
      const { element, session } = await assistant();
      element.show();
      session.set({ ...voice, status: 'listening', messages: talk });
      await settled();
      const composer = find(element, 'realtime-panel', 'realtime-composer');
      const before = composer.getBoundingClientRect().top;
      session.set({ status: 'speaking' });
      await settled();
      expect(composer.getBoundingClientRect().top).to.equal(before);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('on a screen of 320 pixels nothing sticks out sideways', async () => {
    await setViewport({ width: 320, height: 568 });
    try {
      const { element, session } = await assistant();
      element.show();
      session.set({ ...voice, status: 'speaking', messages: talk });
      await settled();
      await expectAccessible('narrow');
      const log = find(element, 'realtime-panel', 'realtime-transcript', '.log');
      expect(log.scrollWidth).to.be.at.most(log.clientWidth);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });
});
