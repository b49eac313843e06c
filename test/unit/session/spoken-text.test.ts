import { describe, expect, it, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { audioDelta, audioDone, connected, portsAreRead, type Visit } from './open-session.ts';

const words = 'The park opens at eight and closes at sunset.';

/** What a face shows of the answer. */
function shown({ session }: Visit): string | undefined {
  const message = session.snapshot.messages.at(-1);
  return message?.text.slice(0, session.snapshot.heard[message.id] ?? message.text.length);
}

async function answering() {
  const visitor = await connected();
  // The loudspeaker is opened beside the connection.
  await portsAreRead();
  const { connection } = visitor;
  connection.say(wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')), wire.words('r', 'a', words));
  await portsAreRead();
  return visitor;
}

describe('the words of an answer that is spoken', () => {
  it('come with the voice, word by word, and are all there when it was heard', async () => {
    const visitor = await answering();
    const { connection, audio } = visitor;
    expect(shown(visitor)).toBe('');
    connection.say(audioDelta('r', 'a', 3_000), audioDone('r', 'a'));
    await portsAreRead();
    const seen: (string | undefined)[] = [];
    for (let heardMs = 0; heardMs < 3_000; heardMs += 500) {
      audio.hear(500);
      await portsAreRead();
      seen.push(shown(visitor));
    }
    expect(seen).toEqual([
      'The park',
      'The park opens at',
      'The park opens at eight',
      'The park opens at eight and closes',
      words,
      words,
    ]);
    expect(visitor.session.snapshot.heard).toEqual({});
  });

  it('are the message’s own from the first, for whoever reads the data', async () => {
    const visitor = await answering();
    expect(visitor.session.snapshot.messages.at(-1)?.text).toBe(words);
  });

  it('wait for no sound that does not come', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const visitor = await answering();
      expect(shown(visitor)).toBe('');
      vi.advanceTimersByTime(1_500);
      expect(shown(visitor)).toBe(words);
      // A page that plays nothing is not waited for again.
      visitor.connection.say(wire.responseDone('r'), wire.responseCreated('s'), wire.outputItem('s', wire.answer('b')));
      visitor.connection.say(wire.words('s', 'b', 'And another one.'));
      await portsAreRead();
      expect(shown(visitor)).toBe('And another one.');
    } finally {
      vi.useRealTimers();
    }
  });

  it('end where they were heard when the visitor interrupts', async () => {
    const visitor = await answering();
    visitor.connection.say(audioDelta('r', 'a', 3_000), audioDone('r', 'a'));
    await portsAreRead();
    visitor.audio.hear(1_500);
    await portsAreRead();
    visitor.session.interrupt();
    await portsAreRead();
    expect(visitor.session.snapshot.heard).toEqual({});
    expect(visitor.transcript).toEqual(['assistant: The park opens at eight (interrupted)']);
  });

  it('of an answer behind another one wait for their turn', async () => {
    const visitor = await answering();
    const { connection, audio, session } = visitor;
    connection.say(audioDelta('r', 'a', 1_000), audioDone('r', 'a'), wire.responseDone('r'));
    connection.say(wire.responseCreated('s'), wire.outputItem('s', wire.answer('b')), wire.words('s', 'b', 'Anything else?'));
    connection.say(audioDelta('s', 'b', 1_000), audioDone('s', 'b'));
    await portsAreRead();
    expect(session.snapshot.heard).toEqual({ a: 0, b: 0 });
    audio.hear(1_000);
    await portsAreRead();
    expect(session.snapshot.heard).toEqual({ b: 0 });
    audio.hear(500);
    await portsAreRead();
    expect(shown(visitor)).toBe('Anything');
  });

  it('that carry no sound here are shown at once', async () => {
    const { session, connection } = await connected({ mode: 'text' }, { carriesAudio: true });
    connection.say(wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')), wire.words('r', 'a', words));
    await portsAreRead();
    expect(session.snapshot.heard).toEqual({});
  });
});
