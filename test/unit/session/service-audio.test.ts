import { describe, expect, it } from 'vitest';
import { wire } from '../conversation/play.ts';
import { connected, portsAreRead } from './open-session.ts';

/** Order of the frames as recorded over WebRTC: `response.done` long before the last sound. */
async function answer(relay: Awaited<ReturnType<typeof connected>>['connection'], done: boolean): Promise<void> {
  relay.say(
    wire.responseCreated('r'),
    wire.outputItem('r', wire.answer('a')),
    { type: 'output_audio_buffer.started', response_id: 'r' },
    wire.words('r', 'a', 'The lake is open from May to October, and the beach has a lifeguard.'),
  );
  if (done) relay.say(wire.responseDone('r', 'completed'));
  await portsAreRead();
}

const acts = (sent: readonly { readonly type: string }[]): string[] =>
  sent.map(({ type }) => type).filter((type) => /cancel|output_audio_buffer|truncate|delete/.test(type));

describe('where the connection carries the sound', () => {
  it('the face speaks as long as the service says that it plays', async () => {
    const { connection: relay, session } = await connected({}, { carriesAudio: true });
    await answer(relay, true);
    expect(session.snapshot.status).toBe('speaking');
    relay.say({ type: 'output_audio_buffer.stopped', response_id: 'r' });
    await portsAreRead();
    expect(session.snapshot.status).toBe('listening');
  });

  it('a stop cancels, then clears, and leaves the truncation to the service, which the transcript follows', async () => {
    const { connection: relay, session } = await connected({}, { carriesAudio: true });
    await answer(relay, false);
    session.interrupt();
    await portsAreRead();
    expect(acts(relay.sent)).toEqual(['response.cancel', 'output_audio_buffer.clear']);
    relay.say(
      wire.responseDone('r', 'cancelled'),
      { type: 'output_audio_buffer.cleared', response_id: 'r' },
      { type: 'conversation.item.truncated', item_id: 'a', content_index: 0, audio_end_ms: 1_500 },
    );
    await portsAreRead();
    expect(acts(relay.sent)).toEqual(['response.cancel', 'output_audio_buffer.clear']);
    expect(session.snapshot.status).toBe('listening');
    expect(session.snapshot.messages.map(({ status }) => status)).toEqual(['interrupted']);
    expect(session.snapshot.messages[0]!.text.length).toBeGreaterThan(5);
    expect(session.snapshot.messages[0]!.text.length).toBeLessThan(40);
  });

  it('a stop after the answer was made clears what still plays, and cancels nothing', async () => {
    const { connection: relay, session } = await connected({}, { carriesAudio: true });
    await answer(relay, true);
    session.interrupt();
    await portsAreRead();
    expect(acts(relay.sent)).toEqual(['output_audio_buffer.clear']);
  });

  it('a visitor who speaks is left to the service, which has heard them', async () => {
    const { connection: relay } = await connected({}, { carriesAudio: true });
    await answer(relay, false);
    relay.say({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 });
    await portsAreRead();
    expect(acts(relay.sent)).toEqual([]);
  });

  it('a connection that breaks leaves no face that speaks', async () => {
    const { connection: relay, session } = await connected({}, { carriesAudio: true });
    await answer(relay, true);
    relay.drop();
    await portsAreRead();
    expect(session.snapshot.status).not.toBe('speaking');
  });
});
