import { expect } from 'chai';
import { createSession } from '../../../src/create-session.ts';
import { RealtimeSession, defineElement } from '../../../src/elements/index.ts';
import type { AssistantSession } from '../../../src/session/assistant-session.ts';
import type { SessionOptions } from '../../../src/session/session-options.ts';
import { ScriptedRelay } from '../../../src/testing/scripted-relay.ts';
import { silentAudio } from '../../../src/testing/silent-audio.ts';

const key = 'realtime-assistant:relay.test/realtime';

class KeptSession extends RealtimeSession {
  readonly relay = new ScriptedRelay();
  protected override createSession(options: SessionOptions): AssistantSession {
    return createSession(options, { openTransport: this.relay.open, audio: silentAudio() });
  }
}
defineElement('kept-session', KeptSession);

async function load(persist: string): Promise<KeptSession> {
  const element = document.createElement('kept-session') as KeptSession;
  element.setAttribute('relay-url', 'ws://relay.test/realtime?secret=1');
  element.setAttribute('persist', persist);
  element.setAttribute('mode', 'text');
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function converse(element: KeptSession): Promise<void> {
  const connected = element.connect();
  const relay = await element.relay.connection();
  relay.accept();
  await connected;
  const sent = element.sendText('When do you open?');
  const { item } = await relay.next('conversation.item.create');
  relay.say({ type: 'conversation.item.added', item: { ...(item as object), status: 'completed' }, previous_item_id: null });
  await sent;
}

const texts = (element: KeptSession) => element.session!.snapshot.messages.map(({ text }) => text);

describe('persist', () => {
  afterEach(() => {
    for (const element of document.querySelectorAll('kept-session, iframe')) element.remove();
    localStorage.clear();
    sessionStorage.clear();
  });

  for (const persist of ['session', 'local']) {
    it(`="${persist}" shows the transcript on the next page at once`, async () => {
      const before = await load(persist);
      await converse(before);
      before.remove();
      const storage = persist === 'local' ? localStorage : sessionStorage;
      expect(Object.keys(storage)).to.deep.equal([key]);
      expect(texts(await load(persist))).to.deep.equal(['When do you open?']);
      expect(texts(await load('none'))).to.deep.equal([]);
    });
  }

  it('="local" shows what another tab writes, and forgets what it forgets', async () => {
    const [writing, reading] = [await load('local'), await load('local')];
    await converse(writing);
    const kept = localStorage.getItem(key)!;
    // A frame is another document of the same site, as a tab is.
    const other = document.body.appendChild(document.createElement('iframe')).contentWindow!;
    const heard = () => new Promise((resolve) => addEventListener('storage', resolve, { once: true }));
    localStorage.removeItem(key);
    let told = heard();
    other.localStorage.setItem(key, kept);
    await told;
    expect(texts(reading)).to.deep.equal(['When do you open?']);
    told = heard();
    other.localStorage.removeItem(key);
    await told;
    expect(texts(reading)).to.deep.equal([]);
  });
});
