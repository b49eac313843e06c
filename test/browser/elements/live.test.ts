import { expect } from 'chai';
import { createSession } from '../../../src/create-session.ts';
import { RealtimeSession, defineElement } from '../../../src/elements/index.ts';
import type { AssistantSession } from '../../../src/session/assistant-session.ts';
import type { SessionOptions } from '../../../src/session/session-options.ts';
import { ScriptedRelay, type ScriptedConnection } from '../../../src/testing/scripted-relay.ts';
import { Devices } from '../audio/devices.ts';
import { liveAfter, liveNow } from '../audio/live-objects.ts';
import { clickThePage } from '../audio/visitor.ts';

/** Real sound, and a relay that the test plays. */
class LiveSession extends RealtimeSession {
  readonly relay = new ScriptedRelay();
  protected override createSession(options: SessionOptions): AssistantSession {
    return createSession(options, { openTransport: this.relay.open });
  }
}
defineElement('live-session', LiveSession);

async function begin(): Promise<{ element: LiveSession; relay: ScriptedConnection }> {
  const element = document.createElement('live-session') as LiveSession;
  element.relayUrl = 'ws://relay.test/realtime';
  document.body.append(element);
  await element.updateComplete;
  const connected = element.connect();
  const relay = await element.relay.connection();
  relay.accept();
  await connected;
  return { element, relay };
}

/** The next frame of speech that comes, not one that came already. */
async function hears(relay: ScriptedConnection): Promise<void> {
  const before = relay.sent.length;
  while (!relay.sent.slice(before).some(({ type }) => type === 'input_audio_buffer.append')) {
    await relay.next('input_audio_buffer.append');
  }
}

async function speaks({ element, relay }: { element: LiveSession; relay: ScriptedConnection }): Promise<void> {
  const session = element.session!;
  const id = `answer-${Math.random()}`;
  const item = { id, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  const place = { response_id: id, item_id: id, output_index: 0, content_index: 0 };
  const spoken = new Promise<void>((resolve) => {
    const stop = session.subscribe(({ status }) => {
      if (status !== 'speaking') return;
      stop();
      resolve();
    });
  });
  relay.say(
    { type: 'response.created', response: { id, object: 'realtime.response', status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', response_id: id, output_index: 0, item },
    { type: 'response.output_audio.delta', ...place, delta: btoa('\u0001\u0010'.repeat(4_800)) },
  );
  await spoken;
  while (session.outputLevel === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
  element.interrupt();
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(() => setTimeout(resolve)));

describe('elements with real sound', () => {
  let devices: Devices;

  before(clickThePage);
  beforeEach(() => (devices = new Devices()));
  afterEach(() => {
    for (const element of document.querySelectorAll('live-session')) element.remove();
    devices.restore();
  });

  it('two on a page hear and speak at once, and neither minds when the other goes', async () => {
    const [one, other] = [await begin(), await begin()];
    await Promise.all([hears(one.relay), hears(other.relay)]);
    await Promise.all([speaks(one), speaks(other)]);
    expect(devices.live).to.equal(2);
    one.element.remove();
    await nextTask();
    expect(devices.live).to.equal(1);
    expect(one.relay.closed).to.equal(true);
    await hears(other.relay);
    await speaks(other);
    expect(other.element.session!.snapshot).to.include({ microphone: 'on', error: null });
  });

  it('one that is moved goes on in the midst of a word', async () => {
    const visit = await begin();
    const { session } = visit.element;
    await hears(visit.relay);
    const elsewhere = document.createElement('section');
    document.body.append(elsewhere);
    elsewhere.append(visit.element);
    await nextTask();
    expect(visit.element.session === session).to.equal(true);
    expect(devices.tracks).to.have.lengthOf(1);
    await hears(visit.relay);
    await speaks(visit);
    elsewhere.remove();
  });

  it('one whose microphone is unplugged goes on with another, and its status never changes', async () => {
    const { element, relay } = await begin();
    await hears(relay);
    const statuses: string[] = [];
    element.addEventListener('realtime-status', ({ status }) => statuses.push(status));
    devices.unplug();
    await devices.untilOpened(2);
    await hears(relay);
    expect(statuses).to.deep.equal([]);
    expect(element.session!.snapshot).to.include({ status: 'listening', microphone: 'on', error: null });
  });

  it('one whose microphone is muted shows it to the browser, through all that changes', async () => {
    const { element, relay } = await begin();
    await hears(relay);
    element.muted = true;
    expect(devices.track.enabled).to.equal(false);
    element.echoCancellation = 'off';
    await devices.untilOpened(2);
    expect(devices.track.enabled).to.equal(false);
    expect(devices.track.getSettings().echoCancellation).to.equal(false);
    element.muted = false;
    expect(devices.track.enabled).to.equal(true);
    await hears(relay);
  });

  it('ones that are removed leave nothing: no track, context, worklet or port', async () => {
    const visitAndLeave = async (): Promise<void> => {
      const visit = await begin();
      await hears(visit.relay);
      visit.element.remove();
      await nextTask();
      expect(devices.live).to.equal(0);
    };
    await visitAndLeave();
    const before = await liveNow();
    for (let i = 0; i < 10; i += 1) await visitAndLeave();
    expect(await liveAfter(before)).to.deep.equal(before);
  }).timeout(60_000);
});
