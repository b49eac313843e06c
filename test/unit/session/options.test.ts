import { describe, expect, it } from 'vitest';
import type { AudioInput } from '../../../src/audio/audio-system.ts';
import { settingsUpdate } from '../../../src/session/session-settings.ts';
import { silentAudio } from '../../../src/testing/silent-audio.ts';
import { connected, portsAreRead, visit } from './open-session.ts';

describe('options that cannot be', () => {
  it.each([
    ['mode', 'loud'],
    ['dialect', 'klingon'],
    ['output', 'smell'],
    ['turnDetection', 'sometimes'],
    ['bargeIn', true],
    ['volume', 1.1],
    ['volume', Number.NaN],
    ['volume', '0.5'],
    ['muted', 'yes'],
    ['relayUrl', 7],
    ['getToken', 'token'],
    ['voice', 7],
  ])('%s: %o is refused by its name', (name, value) => {
    const refused = expect.objectContaining({
      code: 'invalid-option',
      message: expect.stringContaining(name) as string,
    }) as Error;
    expect(() => visit({ [name]: value })).toThrow(refused);
    const { session } = visit({ mode: 'text' });
    expect(() => session.configure({ [name]: value })).toThrow(refused);
    expect(session.snapshot.mode).toBe('text');
  });
});

describe('options that change', () => {
  it('are told to a session that stands, once', async () => {
    const { session, connection: relay } = await connected({ mode: 'text' });
    session.configure({ mode: 'push-to-talk', voice: 'marin' });
    session.configure({ mode: 'push-to-talk', voice: 'marin' });
    await relay.next('session.update');
    await portsAreRead();
    expect(relay.sent.filter(({ type }) => type === 'session.update')).toMatchObject([
      { session: { audio: { input: { turn_detection: null }, output: { voice: 'marin' } } } },
    ]);
    session.configure({ mode: 'hands-free' });
    expect((await relay.next('session.update'))['session']).toMatchObject({
      audio: { input: { turn_detection: { type: 'server_vad' } } },
    });
  });

  it('name what is to be as it was', () => {
    const dim = { name: 'dim', description: '', parameters: {} };
    expect(settingsUpdate({ tools: [dim] }, {})).toEqual({ tools: [] });
    expect(settingsUpdate({ turnDetection: 'none' }, {})).toEqual({ turnDetection: 'server-vad' });
    expect(settingsUpdate({ voice: 'a' }, { voice: 'a' })).toBeNull();
  });

  it('wait for the next conversation where microphone, wire and loudspeaker have to agree on them', async () => {
    const audio = silentAudio();
    const { openInput } = audio;
    const rates: (number | undefined)[] = [];
    audio.openInput = (options) => (rates.push(options?.streamRate), openInput(options));
    const { session, relay, connection } = await connected({}, { audio });
    await portsAreRead();
    session.configure({ audioFormat: 'g711-ulaw', voice: 'marin' });
    session.setMode('text');
    session.setMode('hands-free');
    await portsAreRead();
    expect(rates).toEqual([24_000, 24_000]);
    expect(JSON.stringify((await connection.next('session.update'))['session'])).not.toContain('pcmu');

    // A connection that is lost goes on as it was.
    connection.drop();
    const again = await relay.connection();
    again.accept();
    expect(JSON.stringify((await again.next('session.update'))['session'])).not.toContain('pcmu');

    await session.disconnect();
    const ready = session.connect();
    const last = await relay.connection();
    last.accept();
    await ready;
    expect((await last.next('session.update'))['session']).toMatchObject({
      audio: { input: { format: { type: 'audio/pcmu' } }, output: { format: { type: 'audio/pcmu' } } },
    });
    await portsAreRead();
    expect(rates).toEqual([24_000, 24_000, 8_000]);
  });

  it('are taken up by a microphone that is muted', async () => {
    const audio = silentAudio();
    const { openInput } = audio;
    let input: AudioInput | undefined;
    audio.openInput = async (options) => (input = await openInput(options));
    const { session } = await connected({ muted: true }, { audio });
    await portsAreRead();
    expect(input!.mutedAs).toBe('silence');
    session.configure({ mutedAs: 'nothing' });
    expect(input!.mutedAs).toBe('nothing');
  });

  it('open and release the microphone with the mode', async () => {
    const visitor = await connected({ mode: 'hands-free' });
    const { session } = visitor;
    await portsAreRead();
    expect(session.snapshot.microphone).toBe('on');
    session.setMode('text');
    expect(session.snapshot).toMatchObject({ mode: 'text', microphone: 'off' });
    session.setMode('hands-free');
    await portsAreRead();
    expect(session.snapshot.microphone).toBe('on');
  });
});

describe('the format of the sound', () => {
  it('waits for the next conversation, so that worklets and service never disagree', async () => {
    const { session, connection, relay } = await connected({ mode: 'text' });
    session.configure({ audioFormat: 'g711-alaw', voice: 'marin' });
    await portsAreRead();
    const updates = connection.sent.filter(({ type }) => type === 'session.update');
    expect(JSON.stringify(updates)).toContain('marin');
    expect(JSON.stringify(updates)).not.toContain('audio/pcma');
    await session.disconnect();
    const ready = session.connect();
    const next = await relay.connection();
    next.accept();
    await ready;
    await portsAreRead();
    expect(JSON.stringify(next.sent[0])).toContain('audio/pcma');
  });
});
