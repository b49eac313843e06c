import { describe, expect, it } from 'vitest';
import type { AudioOutputOptions } from '../../../src/audio/audio-system.ts';
import { silentAudio, type SilentAudio } from '../../../src/testing/silent-audio.ts';
import { audioDelta, connected, portsAreRead } from './open-session.ts';
import { wire } from '../conversation/play.ts';

/** Sound that the browser keeps back until the test lets it through, and that the test can break. */
function heldAudio(): { audio: SilentAudio; openings: AudioOutputOptions[] } {
  const silent = silentAudio();
  const openings: AudioOutputOptions[] = [];
  const audio: SilentAudio = {
    ...silent,
    openOutput: (options = {}) => {
      openings.push(options);
      const { onRunning: _, ...rest } = options;
      return silent.openOutput(rest);
    },
  };
  return { audio, openings };
}

const words = (item: string) => [
  wire.responseCreated('r'),
  wire.outputItem('r', { id: item, type: 'message', role: 'assistant', status: 'in_progress', content: [] }),
  audioDelta('r', item, 200),
];

describe('a loudspeaker that the browser keeps locked', () => {
  it('plays nothing of what came before the visitor’s gesture, and all that comes after', async () => {
    const { audio, openings } = heldAudio();
    const { connection: relay, session, status } = await connected({}, { audio });
    relay.say(...words('a'));
    await portsAreRead();
    expect(session.snapshot.status).toBe('thinking');
    openings[0]!.onRunning!();
    await portsAreRead();
    relay.say(audioDelta('r', 'a', 200));
    await status('speaking');
  });

  it('is not unlocked by an older one that was given up', async () => {
    const { audio, openings } = heldAudio();
    const { connection: first, relay, session } = await connected({}, { audio });
    expect(first.closed).toBe(false);
    await session.disconnect();
    const ready = session.connect();
    const connection = await relay.connection();
    connection.accept();
    await ready;
    expect(openings).toHaveLength(2);
    openings[0]!.onRunning!();
    await portsAreRead();
    connection.say(...words('a'));
    await portsAreRead();
    expect(session.snapshot.status).toBe('thinking');
  });
});

describe('a loudspeaker that breaks', () => {
  it('leaves nobody with a face that speaks for ever, and another takes its place', async () => {
    const { audio, openings } = heldAudio();
    const { connection: relay, session, status } = await connected({}, { audio });
    openings[0]!.onRunning!();
    await portsAreRead();
    relay.say(...words('a'));
    await status('speaking');
    openings[0]!.onEnded!();
    await status('thinking');
    await portsAreRead();
    expect(openings).toHaveLength(2);
    openings[1]!.onRunning!();
    await portsAreRead();
    relay.say(audioDelta('r', 'a', 200));
    await status('speaking');
    expect(session.snapshot.error).toBeNull();
  });

  it('each time is told in the end, and the conversation goes on in writing', async () => {
    const { audio, openings } = heldAudio();
    const { session } = await connected({}, { audio });
    let told = 0;
    session.addEventListener('realtime-error', () => (told += 1));
    for (let broken = 0; session.snapshot.error === null; broken += 1) {
      expect(broken).toBeLessThan(20);
      openings.at(-1)!.onEnded!();
      await portsAreRead();
    }
    expect(session.snapshot.error?.code).toBe('audio-unsupported');
    expect(session.snapshot.status).toBe('listening');
    expect(told).toBe(1);
  });

  it('does not take a newer one with it', async () => {
    const { audio, openings } = heldAudio();
    const { relay, session, status } = await connected({}, { audio });
    await session.disconnect();
    const ready = session.connect();
    const connection = await relay.connection();
    connection.accept();
    await ready;
    openings[1]!.onRunning!();
    await portsAreRead();
    openings[0]!.onEnded!();
    connection.say(...words('a'));
    await status('speaking');
    expect(session.snapshot.error).toBeNull();
  });
});
