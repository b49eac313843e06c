import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { RealtimeConversationRatingEvent } from '../../../src/elements/index.ts';
import { message } from './fixture-session.ts';
import { assistant, find, maybe, nextTask, part, settled, textOf } from './setup.ts';

const voice = { mode: 'hands-free', microphone: 'on', status: 'listening' } as const;
const rating = ['realtime-panel', 'realtime-rating'] as const;

describe('how a conversation was', () => {
  async function ended(attributes: string) {
    const { element, session } = await assistant(`open ${attributes}`);
    session.set({ ...voice, messages: [message({ role: 'user', text: 'When?' }), message({ text: 'At nine.' })] });
    await settled();
    session.set({ status: 'idle', microphone: 'off' });
    await settled();
    return { element, session };
  }

  it('is asked only where the author wants it, and only when one has ended', async () => {
    const { element } = await ended('');
    expect(maybe(element, ...rating) === null).to.equal(true);
    element.remove();
    const { element: fresh } = await assistant('open ask-rating');
    expect(maybe(fresh, ...rating) === null).to.equal(true);
  });

  it('is told to the page with the conversation, once', async () => {
    const { element, session } = await ended('ask-rating');
    const heard: RealtimeConversationRatingEvent[] = [];
    element.addEventListener('realtime-conversation-rating', (event) => heard.push(event));
    find(element, ...rating, '[part=score-button]:nth-child(4)').focus();
    await sendKeys({ press: 'Enter' });
    await settled();
    expect(heard.map(({ score }) => score)).to.deep.equal([4]);
    expect(heard[0]?.messages).to.equal(session.snapshot.messages);
    expect(textOf(find(element, ...rating, '[part=thanks]'))).to.equal('Thank you.');
    expect(maybe(element, ...rating, '[part=score-button]') === null).to.equal(true);
  });

  it('goes away unanswered, and with the next talk', async () => {
    const { element, session } = await ended('ask-rating');
    find(element, ...rating, '[part=dismiss-button]').click();
    await settled();
    expect(maybe(element, ...rating, '[part=card]') === null).to.equal(true);
    session.set(voice);
    await settled();
    expect(maybe(element, ...rating) === null).to.equal(true);
    session.set({ status: 'idle', microphone: 'off' });
    await settled();
    expect(maybe(element, ...rating, '[part=card]') === null).to.equal(false);
  });
});

describe('a person to talk to', () => {
  it('is offered in the panel where the author has one', async () => {
    const { element } = await assistant('open');
    expect(maybe(element, 'realtime-panel', '[part=handover]') === null).to.equal(true);
    element.setAttribute('handover-url', '/contact');
    await settled();
    const link = find<HTMLAnchorElement>(element, 'realtime-panel', '[part=handover]');
    expect([textOf(link), link.getAttribute('href')]).to.deep.equal(['Talk to a person', '/contact']);
  });
});

describe('<realtime-notes>', () => {
  function store() {
    const asked: string[] = [];
    let notes = [
      { id: 'a', title: 'Season tickets', at: 1_763_900_000_000, text: 'Ask about <b>children</b>.' },
      { id: 'b', title: 'East gate', text: 'Saturday' },
    ];
    return {
      asked,
      failing: false,
      async list() {
        if (this.failing) throw new Error('no network');
        return notes;
      },
      async open(id: string) {
        return notes.find((note) => note.id === id)!;
      },
      async remove(id: string) {
        asked.push(`remove ${id}`);
        notes = notes.filter((note) => note.id !== id);
      },
    };
  }

  it('has nothing to show without a place for notes, and no button in the panel', async () => {
    const { element } = await part('realtime-notes');
    expect(textOf(element.shadowRoot as never)).to.equal('');
    const { element: whole } = await assistant('open');
    expect(maybe(whole, 'realtime-panel', '[part=notes-button]') === null).to.equal(true);
  });

  it('lists, opens and deletes by keyboard, and asks before it deletes', async () => {
    const notes = store();
    const { element } = await assistant('open');
    element.notes = notes;
    await settled();
    find(element, 'realtime-panel', '[part=notes-button]').focus();
    await sendKeys({ press: 'Enter' });
    await settled();
    const view = find(element, 'realtime-panel', 'realtime-notes');
    const titles = () => [...view.shadowRoot!.querySelectorAll('.title')].map(textOf);
    expect(titles()).to.deep.equal(['Season tickets', 'East gate']);
    find(view, '[part=open-button]').focus();
    await sendKeys({ press: 'Enter' });
    await settled();
    expect(textOf(find(view, '[part=text]'))).to.equal('Ask about <b>children</b>.');
    find(view, '[part=delete-button]').click();
    await settled();
    expect(notes.asked).to.deep.equal([]);
    find(view, '[part=ask] .danger').click();
    await settled();
    expect(notes.asked).to.deep.equal(['remove a']);
    expect(titles()).to.deep.equal(['East gate']);
    expect(textOf(find(view, '[part=message]'))).to.equal('The note was deleted.');
  });

  it('are the relay’s for a visitor who is signed in, where the relay keeps some, and follow what is noted in the talk', async () => {
    const asked: string[] = [];
    let notes = [{ id: 'n1', text: 'Season tickets\nAsk about children.', updated_at: '2026-05-01T10:00:00Z' }];
    const real = globalThis.fetch;
    globalThis.fetch = async (input, init = {}) => {
      const { pathname } = new URL(String(input));
      const token = new Headers(init.headers).get('Authorization') ?? '';
      asked.push(`${init.method ?? 'GET'} ${pathname} ${token}`.trim());
      if (pathname === '/ready') return Response.json({ routes: ['chat', 'notes'] });
      if (pathname === '/notes') return Response.json({ notes });
      if (init.method === 'DELETE') return new Response(null, { status: 204 });
      return Response.json(notes[0]);
    };
    try {
      const { element, session } = await assistant();
      element.getToken = () => 'abc';
      await settled();
      expect(asked).to.deep.equal([]);
      element.show();
      while (!maybe(element, 'realtime-panel', '[part=notes-button]')) await nextTask();
      find(element, 'realtime-panel', '[part=notes-button]').click();
      const view = () => find(element, 'realtime-panel', 'realtime-notes');
      const titles = () => [...(maybe(element, 'realtime-panel', 'realtime-notes')?.shadowRoot?.querySelectorAll('.title') ?? [])];
      while (titles().length === 0) await nextTask();
      expect(titles().map(textOf)).to.deep.equal(['Season tickets']);
      notes = [{ id: 'n2', text: 'East gate', updated_at: '2026-05-02T10:00:00Z' }, ...notes];
      session.dispatchEvent(new Event('realtime-note'));
      while (titles().length < 2) await nextTask();
      find(view(), '[part=delete-button]').click();
      await settled();
      find(view(), '[part=ask] .danger').click();
      while (titles().length > 1) await nextTask();
      expect(asked).to.deep.equal([
        'GET /ready',
        'GET /notes Bearer abc',
        'GET /notes Bearer abc',
        'DELETE /notes/n2 Bearer abc',
      ]);
    } finally {
      globalThis.fetch = real;
    }
  });

  it('says that there are none, and that they cannot be reached, with a second try', async () => {
    const notes = store();
    notes.failing = true;
    const { element, provider } = await part('realtime-notes');
    provider.notes = notes;
    await settled();
    expect(textOf(find(element, '[part=message]'))).to.equal('The notes cannot be reached.');
    notes.failing = false;
    find(element, '.pill').click();
    await settled();
    expect(element.shadowRoot!.querySelectorAll('[part=note]').length).to.equal(2);
    provider.notes = { ...store(), list: async () => [] };
    await settled();
    expect(textOf(find(element, '[part=message]'))).to.equal('No notes yet.');
  });
});
