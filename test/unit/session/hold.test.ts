import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import type { HoldSound, HoldSoundOptions } from '../../../src/audio/audio-system.ts';
import type { SessionOptions } from '../../../src/session/session-options.ts';
import { MOMENT_MS } from '../../../src/session/hold.ts';
import { silentAudio, type SilentAudio } from '../../../src/testing/silent-audio.ts';
import { wire } from '../conversation/play.ts';
import { audioDelta, connected, portsAreRead } from './open-session.ts';

const url = '/waiting.wav';

/** A sound system that writes down which hold sounds were opened, and what became of them. */
function loggedAudio(open?: (options: HoldSoundOptions) => Promise<HoldSound>): { audio: SilentAudio; log: string[] } {
  const silent = silentAudio();
  const log: string[] = [];
  const audio: SilentAudio = {
    ...silent,
    get holdSound() {
      return silent.holdSound;
    },
    openHoldSound: async (url, options = {}) => {
      log.push(`open ${url}`);
      const sound = open === undefined ? await silent.openHoldSound(url, options) : await open(options);
      const { play, stop, close } = sound;
      return Object.assign(sound, {
        play: () => {
          log.push('play');
          play();
        },
        stop: (manner: 'at-once' | 'gently') => {
          log.push(`stop ${manner}`);
          stop(manner);
        },
        close: () => {
          log.push('close');
          close();
        },
      });
    },
  };
  return { audio, log };
}

/** A conversation whose page has a tool that runs until it is told to end. */
async function conversation(options: Partial<SessionOptions> = {}, sound = loggedAudio()) {
  const ends: (() => void)[] = [];
  const run = () => new Promise<string>((resolve) => ends.push(() => resolve('done')));
  const tool = { name: 'look_up', description: 'Looks it up.', parameters: { type: 'object' }, run, timeoutMs: 60_000 };
  const visitor = await connected(
    { mode: 'text', holdSound: url, tools: [tool], ...options },
    { audio: sound.audio },
  );
  let calls = 0;
  return {
    ...sound,
    visitor,
    session: visitor.session,
    relay: visitor.connection,
    callTool: async () => {
      calls += 1;
      const call = wire.call(String(calls), 'look_up');
      visitor.connection.say(
        wire.responseCreated(`r${calls}`),
        wire.responseDone(`r${calls}`, 'completed', { output: [call] }),
      );
      await portsAreRead();
    },
    endTool: async () => {
      ends.shift()!();
      await portsAreRead();
    },
    pass: async (ms: number) => {
      vi.advanceTimersByTime(ms);
      await portsAreRead();
    },
  };
}

const speech = (id: string) => [
  wire.responseCreated('s'),
  wire.outputItem('s', { id, type: 'message', role: 'assistant', status: 'in_progress', content: [] }),
  audioDelta('s', id, 400),
];

describe('the hold sound', () => {
  // When it begins is what these are about.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('plays when a tool has run for a moment, and ends with it', async () => {
    const { audio, log, session, callTool, endTool, pass } = await conversation();
    await callTool();
    await pass(MOMENT_MS - 1);
    expect(log).toEqual([]);
    expect(session.snapshot.holding).toBe(false);
    expect(session.holdPhase).toBe(null);
    await pass(1);
    expect(audio.holdSound).toBe(url);
    expect(session.snapshot.holding).toBe(true);
    expect(session.holdPhase).toBe(0);
    await endTool();
    expect(log).toEqual([`open ${url}`, 'play', 'stop gently']);
    expect(session.snapshot.holding).toBe(false);
    expect(session.holdPhase).toBe(null);
  });

  it('is not even loaded for tools that are faster', async () => {
    const { log, callTool, endTool, pass } = await conversation();
    for (let i = 0; i < 3; i += 1) {
      await callTool();
      await pass(MOMENT_MS - 1);
      await endTool();
    }
    await pass(MOMENT_MS * 2);
    expect(log).toEqual([]);
  });

  it('is loaded once for a conversation', async () => {
    const { log, callTool, endTool, pass } = await conversation();
    for (let i = 0; i < 2; i += 1) {
      await callTool();
      await pass(MOMENT_MS);
      await endTool();
    }
    expect(log).toEqual([`open ${url}`, 'play', 'stop gently', 'play', 'stop gently']);
  });

  it('gives way when the visitor speaks, and comes back a moment after', async () => {
    const { log, relay, session, callTool, pass } = await conversation({ mode: 'hands-free' });
    await callTool();
    await pass(MOMENT_MS);
    relay.say(wire.speechStarted('u'));
    await portsAreRead();
    expect(log.at(-1)).toBe('stop at-once');
    expect(session.snapshot.status).toBe('hearing');
    await pass(MOMENT_MS * 3);
    expect(session.snapshot.holding).toBe(false);
    relay.say({ type: 'input_audio_buffer.speech_stopped', item_id: 'u', audio_end_ms: 500 });
    await portsAreRead();
    await pass(MOMENT_MS - 1);
    expect(session.snapshot.holding).toBe(false);
    await pass(1);
    expect(session.snapshot.holding).toBe(true);
  });

  it('gives way when an answer is heard while a tool still runs', async () => {
    const { audio, log, relay, session, callTool, pass } = await conversation();
    await callTool();
    await pass(MOMENT_MS);
    relay.say(...speech('a'));
    await portsAreRead();
    audio.hear(100);
    await portsAreRead();
    expect(session.snapshot.status).toBe('speaking');
    expect(session.snapshot.tools).toHaveLength(1);
    expect(log.at(-1)).toBe('stop at-once');
    expect(audio.holdSound).toBe(null);
  });

  it('hurries out when the answer comes while it still fades', async () => {
    const { audio, log, relay, callTool, endTool, pass } = await conversation();
    await callTool();
    await pass(MOMENT_MS);
    await endTool();
    expect(log.at(-1)).toBe('stop gently');
    relay.say(...speech('a'));
    await portsAreRead();
    audio.hear(100);
    await portsAreRead();
    expect(log.at(-1)).toBe('stop at-once');
  });

  it('is silent when the visitor asks for silence, until the next tool', async () => {
    const { audio, log, session, callTool, endTool, pass } = await conversation();
    await callTool();
    await pass(MOMENT_MS);
    session.interrupt();
    expect(log.at(-1)).toBe('stop at-once');
    await pass(MOMENT_MS * 3);
    expect(audio.holdSound).toBe(null);
    await endTool();
    await callTool();
    await pass(MOMENT_MS);
    expect(audio.holdSound).toBe(url);
  });

  it('does not play for a later tool’s first moment when it was loaded only then', async () => {
    let arrive = (): void => {};
    const sound = loggedAudio(
      () => new Promise((resolve) => (arrive = () => resolve(silentAudio().openHoldSound(url)))),
    );
    const { log, session, callTool, endTool, pass } = await conversation({}, sound);
    await callTool();
    await pass(MOMENT_MS);
    await endTool();
    await callTool();
    await pass(MOMENT_MS - 1);
    arrive();
    await portsAreRead();
    expect(log).toEqual([`open ${url}`]);
    await pass(1);
    expect(log).toEqual([`open ${url}`, 'play']);
    expect(session.snapshot.holding).toBe(true);
  });

  it('is heard by nobody who wants no sound, or has set none', async () => {
    for (const options of [{ output: 'text' }, { holdSound: '' }] as const) {
      const { log, session, callTool, pass } = await conversation(options);
      await callTool();
      await pass(MOMENT_MS * 2);
      expect(log).toEqual([]);
      expect(session.snapshot.holding).toBe(false);
    }
  });

  it('follows the volume', async () => {
    const volumes: number[] = [];
    const sound = loggedAudio(async ({ volume }) => {
      volumes.push(volume ?? 1);
      const opened = await silentAudio().openHoldSound(url);
      return Object.defineProperty(opened, 'volume', {
        set: (value: number) => {
          volumes.push(value);
        },
      });
    });
    const { session, callTool, pass } = await conversation({ volume: 0.5 }, sound);
    await callTool();
    await pass(MOMENT_MS);
    session.setVolume(0.2);
    expect(volumes.at(0)).toBe(0.5);
    expect(volumes.at(-1)).toBe(0.2);
  });

  it('that cannot be loaded is told once, and the conversation goes on', async () => {
    const told = new AssistantError('hold-sound-failed', 'No such file.');
    const sound = loggedAudio(() => Promise.reject(told));
    const { log, session, callTool, endTool, pass } = await conversation({}, sound);
    const errors: AssistantError[] = [];
    session.addEventListener('realtime-error', (event) => errors.push((event as unknown as { error: AssistantError }).error));
    for (let i = 0; i < 3; i += 1) {
      await callTool();
      await pass(MOMENT_MS);
      await endTool();
    }
    expect(errors).toEqual([told]);
    expect(log).toEqual([`open ${url}`]);
    expect(session.snapshot).toMatchObject({ status: 'thinking', error: null, holding: false });
    session.configure({ holdSound: '/other.wav' });
    await callTool();
    await pass(MOMENT_MS);
    expect(log.at(-1)).toBe('open /other.wav');
  });

  it('is freed with the conversation, also while it loads', async () => {
    for (const end of ['disconnect', 'dispose'] as const) {
      const { log, session, callTool, pass } = await conversation();
      await callTool();
      await pass(MOMENT_MS);
      await session[end]();
      expect(log.slice(-1), end).toEqual(['close']);
      expect(session.snapshot.holding).toBe(false);

      const signals: AbortSignal[] = [];
      const slow = loggedAudio(({ signal }) => {
        signals.push(signal!);
        return new Promise(() => {});
      });
      const other = await conversation({}, slow);
      await other.callTool();
      await other.pass(MOMENT_MS);
      await other.session[end]();
      expect(signals.map(({ aborted }) => aborted), end).toEqual([true]);
    }
  });
});
