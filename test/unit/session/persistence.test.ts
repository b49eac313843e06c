import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RealtimeErrorEvent } from '../../../src/session/session-events.ts';
import { wire } from '../conversation/play.ts';
import { connected, portsAreRead, visit } from './open-session.ts';

/** A browser's storage; the page's own is not to be had in Node. */
function storage(limit = Number.POSITIVE_INFINITY): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > limit) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

const key = 'realtime-assistant:relay.test/realtime';

describe('a transcript over page loads', () => {
  afterEach(() => vi.unstubAllGlobals());

  async function converse(options: Parameters<typeof connected>[0]) {
    const visitor = await connected({ mode: 'text', ...options });
    visitor.connection.say(wire.added(wire.userText('u', 'Hello')), wire.responseCreated('r'));
    visitor.connection.say(wire.outputItem('r', wire.answer('a')), wire.written('r', 'a', 'Hi.'));
    visitor.connection.say(wire.outputItemDone('r', wire.answer('a', 'completed', 'Hi.')), wire.responseDone('r'));
    visitor.connection.say(wire.sources('a', 'hours'));
    await vi.waitFor(() => expect(visitor.session.snapshot.messages.at(-1)?.sources).toHaveLength(1));
    return visitor;
  }

  it('is there before the first connection, and told to the next session', async () => {
    vi.stubGlobal('sessionStorage', storage());
    const first = await converse({ persist: 'session', relayUrl: 'wss://relay.test/realtime?key=secret' });
    await first.session.dispose();
    expect(sessionStorage.key(0)).toBe(key);

    const { session, relay, transcript } = visit({ mode: 'text', persist: 'session' });
    expect(transcript).toEqual(['user: Hello', 'assistant: Hi.']);
    expect(session.snapshot.messages[1]!.sources[0]!.id).toBe('hours');
    const ready = session.connect();
    const connection = await relay.connection();
    connection.accept();
    await ready;
    await portsAreRead();
    // An old question is not asked again by itself.
    expect(connection.sent.map(({ item }) => (item as { id: string }).id)).toEqual(['u', 'a']);
  });

  it('is not kept unless the site asks for it', async () => {
    vi.stubGlobal('sessionStorage', storage());
    vi.stubGlobal('localStorage', storage());
    await converse({});
    expect(sessionStorage.length + localStorage.length).toBe(0);
  });

  it('is forgotten with the conversation', async () => {
    vi.stubGlobal('localStorage', storage());
    const { session } = await converse({ persist: 'local' });
    expect(localStorage.getItem(key)).toContain('Hi.');
    session.clear();
    expect(localStorage.length).toBe(0);
    expect(visit({ persist: 'local' }).transcript).toEqual([]);
  });

  it('that a hostile script wrote is no trouble', () => {
    vi.stubGlobal('localStorage', storage());
    localStorage.setItem(key, '{"version":1,"messages":[{"id":{}},null,{"id":"x","text":[]}]}');
    expect(visit({ persist: 'local' }).transcript).toEqual([]);
  });

  it.each([
    ['full', storage(10)],
    ['blocked', undefined],
  ])('in a storage that is %s: the developer is told once, the visitor nothing', async (_, value) => {
    vi.stubGlobal('localStorage', value);
    const visitor = await connected({ mode: 'text', persist: 'local' });
    const told: string[] = [];
    visitor.session.addEventListener('realtime-error', (event) => told.push((event as RealtimeErrorEvent).error.code));
    for (const id of ['u', 'v']) visitor.connection.say(wire.added(wire.userText(id, 'Hello')));
    await vi.waitFor(() => expect(visitor.transcript).toHaveLength(2));
    // A storage that is not there at all was told of when it was to be read.
    expect(told).toEqual(value === undefined ? [] : ['storage-failed']);
    expect(visitor.session.snapshot.error).toBeNull();
  });

  it('of two tabs: what the other wrote is kept and shown, and what it forgot does not come back', async () => {
    vi.stubGlobal('localStorage', storage());
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    const tell = (newValue: string | null) =>
      page.dispatchEvent(Object.assign(new Event('storage'), { key, newValue, storageArea: localStorage }));
    const idle = visit({ mode: 'text', persist: 'local' });
    const talking = await converse({ persist: 'local' });
    tell(localStorage.getItem(key));
    expect(idle.transcript).toEqual(['user: Hello', 'assistant: Hi.']);

    idle.session.clear();
    tell(null);
    talking.connection.say(wire.added(wire.userText('w', 'Still there?')));
    await vi.waitFor(() => expect(talking.transcript).toHaveLength(3));
    expect(localStorage.getItem(key)).toContain('Still there?');
    expect(localStorage.getItem(key)).not.toContain('Hello');
  });

  it('is refused where its option is no such thing', () => {
    expect(() => visit({ persist: 'cloud' as 'local' })).toThrow(/persist is "cloud"; it may be none, session, local/);
  });
});
