import { describe, expect, it } from 'vitest';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import type {
  AudioDevices,
  AudioInput,
  AudioInputOptions,
  MicrophoneSettings,
} from '../../../src/audio/audio-system.ts';
import { silentAudio, type SilentAudio } from '../../../src/testing/silent-audio.ts';
import { connected, pcm, portsAreRead, visit } from './open-session.ts';

const headset = { id: 'headset', label: 'Headset' };
const desk = { id: 'desk', label: 'Desk microphone' };
const hall = { id: 'hall', label: 'Hall' };
const all: AudioDevices = { microphones: [desk, headset], speakers: [hall], hasMicrophone: true };
const none: AudioDevices = { microphones: [], speakers: [hall], hasMicrophone: false };

/** Sound whose devices the test plugs and unplugs. */
function pluggableAudio(): {
  readonly audio: SilentAudio;
  readonly openings: AudioInputOptions[];
  readonly used: MicrophoneSettings[];
  readonly inputs: AudioInput[];
  readonly speakers: (string | null)[];
  plug(devices: AudioDevices): void;
  readonly watchers: number;
} {
  const silent = silentAudio();
  const listeners = new Set<(devices: AudioDevices) => void>();
  let devices = all;
  const openings: AudioInputOptions[] = [];
  const used: MicrophoneSettings[] = [];
  const inputs: AudioInput[] = [];
  const speakers: (string | null)[] = [];
  const audio: SilentAudio = {
    ...silent,
    openInput: async (options = {}) => {
      openings.push(options);
      if (!devices.hasMicrophone) throw new AssistantError('microphone-missing', 'There is none.');
      const input = await silent.openInput(options);
      input.use = (settings) => used.push(settings);
      inputs.push(input);
      return input;
    },
    watchDevices: (listener) => {
      listeners.add(listener);
      queueMicrotask(() => listener(devices));
      return () => listeners.delete(listener);
    },
    setSpeaker: async (id) => {
      speakers.push(id);
      if (id !== null && !devices.speakers.some((speaker) => speaker.id === id)) {
        throw new AssistantError('speaker-missing', 'It is not there.');
      }
    },
  };
  return {
    audio,
    openings,
    used,
    inputs,
    speakers,
    plug: (next) => {
      devices = next;
      for (const listener of listeners) listener(devices);
    },
    get watchers() {
      return listeners.size;
    },
  };
}

describe('a microphone that is not there', () => {
  it('is told, and taken up by itself when one is plugged in', async () => {
    const sound = pluggableAudio();
    sound.plug(none);
    const { session } = await connected({}, { audio: sound.audio });
    await portsAreRead();
    expect(session.snapshot).toMatchObject({ status: 'listening', microphone: 'failed' });
    expect(session.snapshot.error?.code).toBe('microphone-missing');
    sound.plug(all);
    await portsAreRead();
    expect(session.snapshot).toMatchObject({ status: 'listening', microphone: 'on', error: null });
  });

  it('is left alone when the visitor has gone over to typing, or has left', async () => {
    const sound = pluggableAudio();
    sound.plug(none);
    const { session } = await connected({}, { audio: sound.audio });
    await portsAreRead();
    session.setMode('text');
    sound.plug(all);
    await portsAreRead();
    expect(sound.openings).toHaveLength(1);
    session.setMode('hands-free');
    await portsAreRead();
    expect(session.snapshot.microphone).toBe('on');
    await session.disconnect();
    sound.plug(none);
    sound.plug(all);
    await portsAreRead();
    expect(sound.openings).toHaveLength(2);
  });

  it('because it went for good, is told, and comes back muted as it was', async () => {
    const sound = pluggableAudio();
    const { session, connection: relay, audio } = await connected({ mutedAs: 'nothing' }, { audio: sound.audio });
    await portsAreRead();
    session.setMuted(true);
    sound.plug(none);
    sound.openings[0]!.onEnded!(new AssistantError('microphone-missing', 'Unplugged.'));
    await portsAreRead();
    expect(session.snapshot).toMatchObject({ status: 'listening', microphone: 'failed' });
    sound.plug(all);
    await portsAreRead();
    expect(session.snapshot).toMatchObject({ microphone: 'on', muted: true, error: null });
    expect(sound.inputs.at(-1)!.muted).toBe(true);
    const before = relay.sent.length;
    session.setMuted(false);
    audio.speak(pcm(20));
    await portsAreRead();
    expect(relay.sent.length).toBeGreaterThan(before);
  });

  it('because all sound of the page broke, is opened anew, and nobody hears of it', async () => {
    const sound = pluggableAudio();
    const { session, connection: relay, audio } = await connected({}, { audio: sound.audio });
    await portsAreRead();
    let told = 0;
    session.addEventListener('realtime-error', () => (told += 1));
    sound.openings[0]!.onEnded!(new AssistantError('audio-unsupported', 'Broke.'));
    await portsAreRead();
    expect(sound.openings).toHaveLength(2);
    expect(session.snapshot).toMatchObject({ status: 'listening', microphone: 'on', error: null });
    expect(told).toBe(0);
    const before = relay.sent.length;
    audio.speak(pcm(20));
    await portsAreRead();
    expect(relay.sent.length).toBeGreaterThan(before);
    // One that was given up already has nothing more to say.
    sound.openings[0]!.onEnded!(new AssistantError('audio-unsupported', 'Broke.'));
    await portsAreRead();
    expect(sound.openings).toHaveLength(2);
  });
});

describe('devices', () => {
  it('are shown once somebody asks for them, and follow what is plugged in', async () => {
    const sound = pluggableAudio();
    const { session } = visit({}, { audio: sound.audio });
    expect(sound.watchers).toBe(0);
    session.watchDevices();
    session.watchDevices();
    await portsAreRead();
    expect(sound.watchers).toBe(1);
    expect(session.snapshot.devices).toEqual({
      microphones: [desk, headset],
      speakers: [hall],
      microphoneId: null,
      speakerId: null,
    });
    sound.plug({ ...all, microphones: [desk] });
    expect(session.snapshot.devices.microphones).toEqual([desk]);
    await session.dispose();
    expect(sound.watchers).toBe(0);
  });

  it('that the site chose are opened, and those that the visitor chooses are taken up at once', async () => {
    const sound = pluggableAudio();
    const { session } = await connected({ microphoneId: 'desk', speakerId: 'hall' }, { audio: sound.audio });
    await portsAreRead();
    expect(sound.openings[0]).toMatchObject({ deviceId: 'desk', echoCancellation: true });
    expect(sound.speakers.at(-1)).toBe('hall');
    session.setMicrophone('headset');
    session.setSpeaker(null);
    expect(sound.used.at(-1)).toMatchObject({ deviceId: 'headset' });
    expect(sound.speakers.at(-1)).toBeNull();
    expect(session.snapshot.devices).toMatchObject({ microphoneId: 'headset', speakerId: null });
    expect(sound.openings).toHaveLength(1);
  });

  it('and the volume stay the visitor’s when the site changes something else', async () => {
    const sound = pluggableAudio();
    const { session } = await connected({ microphoneId: 'desk', volume: 0.5 }, { audio: sound.audio });
    session.setMicrophone('headset');
    session.setVolume(0.2);
    session.configure({ voice: 'marin' });
    expect(session.snapshot).toMatchObject({ volume: 0.2, devices: { microphoneId: 'headset' } });
    session.configure({ volume: 0.9, microphoneId: 'desk' });
    expect(session.snapshot).toMatchObject({ volume: 0.9, devices: { microphoneId: 'desk' } });
  });

  it('take up another processing in the midst of a conversation', async () => {
    const sound = pluggableAudio();
    const { session } = await connected({}, { audio: sound.audio });
    await portsAreRead();
    session.configure({ echoCancellation: 'off' });
    expect(sound.used.at(-1)).toMatchObject({ echoCancellation: false, noiseSuppression: true });
    expect(sound.openings).toHaveLength(1);
  });

  it('a loudspeaker that is not there is told, until one that is there is chosen', async () => {
    const sound = pluggableAudio();
    const { session } = await connected({}, { audio: sound.audio });
    session.setSpeaker('cellar');
    await portsAreRead();
    expect(session.snapshot.error?.code).toBe('speaker-missing');
    expect(session.snapshot.status).toBe('listening');
    session.setSpeaker('hall');
    await portsAreRead();
    expect(session.snapshot.error).toBeNull();
  });

  it('with an id that is none are refused', () => {
    const { session } = visit({}, { audio: pluggableAudio().audio });
    expect(() => session.setMicrophone(7 as unknown as string)).toThrow('microphoneId is a number');
    expect(() => session.setSpeaker({} as unknown as string)).toThrow('speakerId is a object');
  });
});
