import { describe, expect, it, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { connected, portsAreRead } from './open-session.ts';

describe('a relay that sends nonsense', () => {
  it.each([
    ['no JSON', '{'],
    ['a frame without what it must have', '{"type":"response.created"}'],
    ['JSON too deep to be copied', `{"type":"x","deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ])('%s is told to the developer, and the conversation goes on', async (_, frame) => {
    const visitor = await connected({ mode: 'text' });
    const { connection: relay, heard, session } = visitor;
    relay.say(frame, wire.added(wire.userText('u', 'Hello')));
    await vi.waitFor(() => expect(visitor.transcript).toEqual(['user: Hello']));
    expect(heard).toContain('error protocol-error');
    // The visitor can do nothing about it.
    expect(session.snapshot.error).toBeNull();
  });

  it('a word that is a name of JavaScript’s own does no harm', async () => {
    const visitor = await connected({ mode: 'text' });
    const word = 'constructor';
    visitor.connection.say(
      { type: 'conversation.item.added', item: { id: word, type: word, role: word, status: word } },
      { type: 'response.done', response: { id: word, status: word } },
      { type: 'error', error: { code: word, message: 'x' } },
      wire.added(wire.userText('u', 'Hello')),
    );
    await vi.waitFor(() => expect(visitor.transcript).toEqual(['user: Hello']));
  });

  it('a word of how far the service plays an answer, which is for another transport, changes nothing', async () => {
    const visitor = await connected({ mode: 'text' });
    const { connection: relay, heard, session } = visitor;
    relay.say(wire.added(wire.userText('u', 'Hello')));
    await vi.waitFor(() => expect(visitor.transcript).toEqual(['user: Hello']));
    const before = [...heard];
    const snapshot = session.snapshot;
    for (const what of ['started', 'stopped', 'cleared']) {
      relay.say({ type: `output_audio_buffer.${what}`, response_id: 'r' }, { type: `output_audio_buffer.${what}` });
    }
    await portsAreRead();
    expect(heard).toEqual(before);
    expect(session.snapshot.status).toBe(snapshot.status);
    expect(session.snapshot.messages).toEqual(snapshot.messages);
    expect(relay.sent.map(({ type }) => type)).not.toContain('conversation.item.truncate');
  });

  it('HTML stays text', async () => {
    const visitor = await connected({ mode: 'text' });
    const html = '<img src=x onerror=alert(1)>';
    visitor.connection.say(wire.added(wire.userText('u', html)));
    await vi.waitFor(() => expect(visitor.transcript).toEqual([`user: ${html}`]));
  });
});
