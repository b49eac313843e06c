import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { Bystander } from './bystander.ts';
import { engine } from './engine.ts';
import { follow, locate, rmsOf, spoken } from './following.ts';
import { Listener } from './listener.ts';
import { clickThePage, inPage, rejection } from './visitor.ts';

/** Records every track that the page gets while it runs. */
async function watchTracks<T>(run: (tracks: MediaStreamTrack[]) => Promise<T>, delay?: Promise<void>): Promise<T> {
  const devices = navigator.mediaDevices;
  const original = devices.getUserMedia.bind(devices);
  const tracks: MediaStreamTrack[] = [];
  devices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    tracks.push(...stream.getTracks());
    await delay;
    return stream;
  };
  try {
    return await run(tracks);
  } finally {
    devices.getUserMedia = original;
  }
}

const asIs = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

describe('the microphone', () => {
  let audio: BrowserAudio;

  beforeEach(() => {
    audio = new BrowserAudio();
  });

  afterEach(() => audio.close());

  it('arrives as speech, every sample that the browser gives, in frames of 20 ms, 24,000 samples a second', async () => {
    const once = await spoken();
    const said = engine === 'chromium' ? once : Float32Array.from([...once, ...once]);
    await clickThePage();
    const bystander = await Bystander.beside(audio);
    const listener = new Listener(await audio.openInput(asIs));
    await listener.until(() => listener.frames.length >= 250);

    const { frames, samples: heard } = listener;
    expect(new Set(frames.map((pcm) => pcm.byteLength))).to.deep.equal(new Set([960]));
    expect(await bystander.objection(frames)).to.equal(undefined);
    bystander.stop();
    if (engine !== 'chromium') {
      const { found, errors } = follow(heard, said, (128 * 24_000) / bystander.rate);
      expect(found, 'tenths of a second that are what was said').to.be.at.least(15);
      // As in Chromium one place may suffer in WebKitGTK: on a busy machine some 20 ms were missing once. Firefox inserts
      // and drops some milliseconds again and again in the first seconds of a device: the bystander heard them too.
      if (engine === 'webkit') {
        expect(errors.length, `places that are not what was said: ${errors.join('; ')}`).to.be.at.most(1);
      }
      return;
    }
    // By half seconds: Chromium's fake device inserts 10 ms of silence now and then, which only one of them may suffer.
    const found: number[] = [];
    /** From where it was heard to where it was said; unknown at first and after a hole. */
    let offset: number | undefined;
    for (let at = 12_000; at + 12_000 <= heard.length; at += 12_000) {
      const segment = heard.subarray(at, at + 12_000);
      if (rmsOf(segment) < 0.01) continue;
      // It began to listen anywhere: 100 ms tell where.
      offset ??= locate(segment.subarray(0, 2_400), said, 0, once.length).at - at;
      const { at: place, likeness } = locate(segment, said, at + offset - 480, at + offset + 480);
      offset = likeness > 0.9 ? place - at : undefined;
      found.push(likeness);
    }
    const others = found.filter((likeness) => likeness <= 0.9);
    expect(found.length).to.be.at.least(5);
    expect(others.length, `half seconds that were not what was said, of likeness ${found.join(', ')}`).to.be.at.most(1);
  }).timeout(30_000);

  it("is heard with the browser's echo cancellation by default, and tells its level", async () => {
    await watchTracks(async (tracks) => {
      const input = await audio.openInput();
      const listener = new Listener(input);
      await listener.until(() => input.level > 0.01);
      const settings = tracks[0]!.getSettings();
      // WebKitGTK knows echo cancellation only.
      const known = navigator.mediaDevices.getSupportedConstraints();
      const wanted = (['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const).filter((key) => known[key]);
      expect(wanted).to.include('echoCancellation');
      for (const key of wanted) expect(settings).to.have.property(key, true);
    });
  });

  it('sends nothing while muted, and the browser sees that it is off', async () => {
    await watchTracks(async (tracks) => {
      const input = await audio.openInput({ muted: true });
      const listener = new Listener(input);
      expect(tracks[0]!.enabled).to.equal(false);
      input.muted = false;
      expect(tracks[0]!.enabled).to.equal(true);
      await listener.until(() => listener.frames.length > 5);
      input.muted = true;
      // The answer to a flush comes after all that was sent before it.
      const flush = async (count: number): Promise<void> => {
        input.port.postMessage({ type: 'flush' });
        await listener.until(() => listener.messages.filter(({ type }) => type === 'flushed').length === count);
      };
      await flush(1);
      const before = listener.frames.length;
      // 200 ms pass, as another microphone hears them.
      const other = new BrowserAudio();
      const clock = new Listener(await other.openInput());
      await clock.until(() => clock.frames.length === 10);
      await other.close();
      await flush(2);
      expect(listener.frames.length).to.equal(before);
      expect(input.level).to.equal(0);
      expect(tracks[0]!.enabled).to.equal(false);
      input.muted = false;
      await listener.until(() => listener.frames.length > before + 5);
    });
  });

  it('that is muted from the first sends silence all the same where that is wanted', async () => {
    const listener = new Listener(await audio.openInput({ muted: true, mutedAs: 'silence' }));
    await listener.until(() => listener.frames.length > 20);
    expect(listener.samples.every((sample) => sample === 0)).to.equal(true);
  });

  it('gives the last word too when it is asked to finish', async () => {
    const input = await audio.openInput();
    const listener = new Listener(input);
    await listener.until(() => listener.frames.length === 3);
    input.port.postMessage({ type: 'flush' });
    await listener.until(() => listener.messages.some(({ type }) => type === 'flushed'));
    const at = listener.messages.findIndex(({ type }) => type === 'flushed');
    const sizes = listener.messages
      .slice(0, at)
      .map((message) => (message.type === 'audio' ? message.pcm.byteLength : 0));
    expect(sizes.slice(0, -1).every((size) => size === 960)).to.equal(true);
    expect(sizes.at(-1)).to.be.within(2, 960);
  });

  it('is off the moment it is closed', async () => {
    await watchTracks(async (tracks) => {
      const input = await audio.openInput();
      const closing = input.close();
      expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
      await closing;
      await input.close();
    });
  });

  it('is off when its owner gives up, whether it is open or still asked for', async () => {
    const owner = new AbortController();
    await watchTracks(async (tracks) => {
      await audio.openInput({ signal: owner.signal });
      owner.abort();
      expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
      expect((await rejection(audio.openInput({ signal: owner.signal }))).code).to.equal('aborted');
      expect(tracks).to.have.lengthOf(1);
    });
  });

  it('that is allowed too late is not left on', async () => {
    let allow = (): void => {};
    const prompt = new Promise<void>((resolve) => (allow = resolve));
    const owner = new AbortController();
    await watchTracks(async (tracks) => {
      const opening = rejection(audio.openInput({ signal: owner.signal }));
      while (tracks.length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
      owner.abort();
      expect((await opening).code).to.equal('aborted');
      expect(tracks[0]!.readyState).to.equal('live');
      const stopped = new Promise((resolve) => {
        const { stop } = tracks[0]!;
        tracks[0]!.stop = function () {
          stop.call(this);
          resolve(undefined);
        };
      });
      allow();
      await stopped;
      expect(tracks[0]!.readyState).to.equal('ended');
    }, prompt);
  });

  it('that is given up in the very moment it is allowed is not left on', async () => {
    const owner = new AbortController();
    const devices = navigator.mediaDevices;
    const original = devices.getUserMedia;
    let tracks: MediaStreamTrack[] = [];
    devices.getUserMedia = (constraints) => {
      const stream = original.call(devices, constraints);
      // Runs between the answer of the browser and whoever waits for it.
      void stream.then((granted) => {
        tracks = granted.getTracks();
        queueMicrotask(() => owner.abort());
      });
      return stream;
    };
    try {
      expect((await rejection(audio.openInput({ signal: owner.signal }))).code).to.equal('aborted');
      expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
    } finally {
      devices.getUserMedia = original;
    }
  });

  it('that is unplugged before it is open is said to be missing', async () => {
    const devices = navigator.mediaDevices;
    const original = devices.getUserMedia;
    devices.getUserMedia = async (constraints) => {
      const stream = await original.call(devices, constraints);
      for (const track of stream.getTracks()) track.stop();
      return stream;
    };
    try {
      expect((await rejection(audio.openInput())).code).to.equal('microphone-missing');
    } finally {
      devices.getUserMedia = original;
    }
  });

  it('that the page may not use is refused with the reason', async () => {
    // Chromium alone heeds the header; all of them heed the frame's attribute.
    const policies = [{ allow: "microphone 'none'" }, ...(engine === 'chromium' ? [{ permissions: 'microphone=()' }] : [])];
    for (const policy of policies) {
      const report = await inPage({ ...policy, open: 'microphone' });
      expect(report).to.match(/^microphone-denied: .*permissions policy/);
    }
  });

  it('that is not there gives way to the system’s own', async () => {
    await watchTracks(async (tracks) => {
      const listener = new Listener(await audio.openInput({ deviceId: 'a-device-that-was-unplugged' }));
      await listener.until(() => listener.frames.length > 5);
      const devices = await navigator.mediaDevices.enumerateDevices();
      // The system's own is the first of its kind: Media Capture and Streams, 9.2.1.
      const own = devices.find(({ kind }) => kind === 'audioinput')!;
      expect(tracks.map((track) => track.getSettings().deviceId)).to.deep.equal([own.deviceId]);
    });
  });

  for (const [name, code] of [
    ['NotAllowedError', 'microphone-denied'],
    ['SecurityError', 'microphone-denied'],
    ['NotFoundError', 'microphone-missing'],
    ['NotReadableError', 'microphone-in-use'],
    ['AbortError', 'microphone-in-use'],
    ['InvalidStateError', 'audio-unsupported'],
  ] as const) {
    it(`that fails with ${name} is explained as ${code}`, async () => {
      const devices = navigator.mediaDevices;
      const original = devices.getUserMedia;
      devices.getUserMedia = () => Promise.reject(new DOMException('no', name));
      try {
        expect((await rejection(audio.openInput())).code).to.equal(code);
      } finally {
        devices.getUserMedia = original;
      }
    });
  }

  it('is not to be had on a page without HTTPS, and the error says so', async () => {
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true });
    try {
      expect((await rejection(audio.openInput())).code).to.equal('audio-unsupported');
      Object.defineProperty(window, 'isSecureContext', { value: false, configurable: true });
      expect((await rejection(audio.openInput())).code).to.equal('insecure-page');
    } finally {
      Reflect.deleteProperty(navigator, 'mediaDevices');
      Object.defineProperty(window, 'isSecureContext', { value: true, configurable: true });
    }
  });
});
