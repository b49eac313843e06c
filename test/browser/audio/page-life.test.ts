import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { Listener } from './listener.ts';
import { clickThePage, untilRunning } from './visitor.ts';

/** Puts something in the place of a property of `navigator` for the length of a test. */
function standIn(name: string, value: unknown): () => void {
  Object.defineProperty(navigator, name, { value, configurable: true });
  return () => void Reflect.deleteProperty(navigator, name);
}

class FakeSentinel extends EventTarget {
  released = false;
  release(): Promise<void> {
    if (this.released) throw new Error('released twice');
    this.released = true;
    return Promise.resolve();
  }
}

/** As strict as the real one: only the screen, only while the page is seen. */
class FakeWakeLock {
  readonly given: FakeSentinel[] = [];
  refuses = false;
  async request(type: string): Promise<FakeSentinel> {
    if (type !== 'screen') throw new TypeError(`${type} is no wake lock type`);
    if (this.refuses || document.visibilityState !== 'visible') throw new DOMException('no', 'NotAllowedError');
    const sentinel = new FakeSentinel();
    this.given.push(sentinel);
    return sentinel;
  }
  get held(): number {
    return this.given.filter(({ released }) => !released).length;
  }
}

/** Shows or hides the page, as far as scripts can tell. */
function see(visible: boolean): void {
  Object.defineProperty(document, 'visibilityState', { value: visible ? 'visible' : 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('the screen', () => {
  let audio: BrowserAudio;
  let lock: FakeWakeLock;
  let restore: () => void;

  before(clickThePage);
  beforeEach(() => {
    audio = new BrowserAudio();
    lock = new FakeWakeLock();
    restore = standIn('wakeLock', lock);
  });
  afterEach(async () => {
    await audio.close();
    restore();
    Reflect.deleteProperty(document, 'visibilityState');
  });

  it('stays on while somebody talks, and no longer', async () => {
    const output = await audio.openOutput();
    expect(lock.given).to.have.lengthOf(0);
    const input = await audio.openInput();
    expect(lock.held).to.equal(1);
    await input.close();
    expect(lock.held).to.equal(0);
    await output.close();
  });

  it('stays on again when the page is seen again', async () => {
    const input = await audio.openInput();
    // What the browser does when another page is looked at.
    await lock.given[0]!.release();
    see(false);
    await task();
    expect(lock.held).to.equal(0);
    see(true);
    await task();
    expect(lock.held).to.equal(1);
    see(true);
    await task();
    expect(lock.given).to.have.lengthOf(2);
    await input.close();
    expect(lock.held).to.equal(0);
    see(true);
    await task();
    expect(lock.held).to.equal(0);
  });

  it('that may not stay on troubles nobody', async () => {
    lock.refuses = true;
    const listener = new Listener(await audio.openInput());
    await listener.until(() => listener.frames.length > 2);
  });
});

describe('the system', () => {
  it('is told what the sound of the page is for, by all that sounds on it, and only as long', async () => {
    const types: string[] = [];
    const fake = {
      current: 'transient',
      get type() {
        return this.current;
      },
      set type(type: string) {
        if (!['auto', 'playback', 'transient', 'transient-solo', 'ambient', 'play-and-record'].includes(type)) {
          throw new TypeError(`${type} is no audio session type`);
        }
        types.push(type);
        this.current = type;
      },
    };
    const restore = standIn('audioSession', fake);
    const [one, other] = [new BrowserAudio(), new BrowserAudio()];
    try {
      await clickThePage();
      await one.openOutput();
      expect(fake.current).to.equal('playback');
      const input = await one.openInput();
      expect(fake.current).to.equal('play-and-record');
      await other.openOutput();
      await other.openInput();
      await input.close();
      expect(fake.current).to.equal('play-and-record');
      await other.close();
      expect(fake.current).to.equal('playback');
      await one.close();
      expect(types).to.deep.equal(['playback', 'play-and-record', 'playback', 'transient']);
    } finally {
      await Promise.all([one.close(), other.close()]);
      restore();
    }
  });

  it('may take the microphone’s purpose before it is asked for, since Safari refuses it otherwise', async () => {
    const fake = { type: 'auto' };
    const restore = standIn('audioSession', fake);
    const media = navigator.mediaDevices;
    const original = media.getUserMedia;
    let then = '';
    media.getUserMedia = (constraints) => {
      then = fake.type;
      return original.call(media, constraints);
    };
    const audio = new BrowserAudio();
    try {
      await audio.openInput();
      expect(then).to.equal('play-and-record');
    } finally {
      media.getUserMedia = original;
      await audio.close();
      restore();
    }
    expect(fake.type).to.equal('auto');
  });
});

describe('a sound device', () => {
  let audio: BrowserAudio;
  let contexts: AudioContext[];
  const Original = AudioContext;

  before(clickThePage);
  beforeEach(() => {
    contexts = [];
    globalThis.AudioContext = class extends Original {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    };
    audio = new BrowserAudio();
  });
  afterEach(async () => {
    await audio.close();
    globalThis.AudioContext = Original;
  });

  it('that is suspended by the system sounds again with the next look at the page', async () => {
    audio.unlock();
    const listener = new Listener(await audio.openInput());
    await listener.until(() => listener.frames.length > 2);
    const context = contexts[0]!;
    const suspended = new Promise((resolve) => context.addEventListener('statechange', resolve, { once: true }));
    // It is asked to go on in the same moment; a phone call would refuse that until it is over.
    const { resume } = context;
    context.resume = () => Promise.reject(new DOMException('a call', 'InvalidStateError'));
    await context.suspend();
    await suspended;
    context.resume = resume;
    expect(context.state).to.equal('suspended');
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    const before = listener.frames.length;
    await listener.until(() => listener.frames.length > before + 2);
    expect(contexts).to.have.lengthOf(1);
  });

  it('whose context is taken away is told of by both, and opened anew both work', async () => {
    const told: string[] = [];
    audio.unlock();
    let tell = (_who: string): void => {};
    const lost = new Promise<void>((resolve) => {
      tell = (who) => told.push(who) === 2 && resolve();
    });
    await audio.openInput({ onEnded: ({ code }) => tell(code) });
    await untilRunning(await audio.openOutput({ onEnded: () => tell('loudspeaker') }));
    await contexts[0]!.close();
    await lost;
    expect(told.sort()).to.deep.equal(['audio-unsupported', 'loudspeaker']);
    const listener = new Listener(await audio.openInput());
    await untilRunning(await audio.openOutput());
    await listener.until(() => listener.frames.length > 2);
    expect(contexts).to.have.lengthOf(2);
  });

  it('that reports an error and goes on is left alone', async () => {
    const told: string[] = [];
    audio.unlock();
    const listener = new Listener(await audio.openInput({ onEnded: ({ code }) => told.push(code) }));
    await listener.until(() => listener.frames.length > 2);
    contexts[0]!.dispatchEvent(new Event('error'));
    await listener.until(() => listener.frames.length > 50);
    expect(told).to.deep.equal([]);
  });

  /** Suspends the context for good, tells of an error, and waits until the microphone says that it ended. */
  async function breakDevice(afterwards: (context: AudioContext) => void = () => {}): Promise<void> {
    audio.unlock();
    let listener!: Listener;
    const ended = new Promise<string>((resolve) => {
      void audio
        .openInput({ onEnded: ({ code }) => resolve(code) })
        .then((input) => (listener = new Listener(input)));
    });
    while (!(listener?.frames.length > 2)) await task();
    const context = contexts[0]!;
    context.resume = () => Promise.reject(new DOMException('no device', 'InvalidStateError'));
    await context.suspend();
    afterwards(context);
    context.dispatchEvent(new Event('error'));
    expect(await ended).to.equal('audio-unsupported');
  }

  async function expectOpenedAnew(): Promise<void> {
    const next = new Listener(await audio.openInput());
    await next.until(() => next.frames.length > 2);
    expect(contexts).to.have.lengthOf(2);
  }

  it('that reports an error and stands still is opened anew', async () => {
    await breakDevice();
    await expectOpenedAnew();
  });

  it('that reports an error and stands still is opened anew, though its last block came late', async () => {
    // What WebKitGTK 2.50 does now and then on a busy machine, made to happen each time.
    await breakDevice((context) => {
      const at = context.currentTime;
      let looks = 0;
      const late = (): number => at + (looks++ === 0 ? 0 : 128 / context.sampleRate);
      Object.defineProperty(context, 'currentTime', { get: late });
    });
    await expectOpenedAnew();
  });
});

/** Web Audio 1.1: Firefox 153 and WebKitGTK 2.50 have no `AudioContext.setSinkId`. */
const canChoose = 'setSinkId' in AudioContext.prototype;

describe('the loudspeaker that a visitor chooses', () => {
  type Sink = AudioContext & { readonly sinkId: string };
  let audio: BrowserAudio;
  let context: Sink;
  const Original = AudioContext;

  before(clickThePage);
  beforeEach(async () => {
    globalThis.AudioContext = class extends Original {
      constructor(options?: AudioContextOptions) {
        super(options);
        context = this as unknown as Sink;
      }
    };
    audio = new BrowserAudio();
    audio.unlock();
    // Ids are known once the microphone was allowed.
    await audio.openInput();
    await untilRunning(await audio.openOutput());
  });
  afterEach(async () => {
    await audio.close();
    globalThis.AudioContext = Original;
  });

  async function speakers(): Promise<readonly { id: string; label: string }[]> {
    let stop = (): void => {};
    try {
      return await new Promise((resolve) => {
        stop = audio.watchDevices((devices) => devices.speakers.length > 0 && resolve(devices.speakers));
      });
    } finally {
      stop();
    }
  }

  if (!canChoose) {
    it('is none in a browser that lets no page choose, and the system’s own plays', async () => {
      const listed = await new Promise((resolve) => {
        const stop = audio.watchDevices((devices) => {
          if (devices.microphones.length === 0) return;
          stop();
          resolve(devices.speakers);
        });
      });
      expect(listed).to.deep.equal([]);
      const error = await audio.setSpeaker('cellar').catch((reason: unknown) => reason);
      expect(error).to.have.property('code', 'speaker-missing');
      await audio.setSpeaker(null);
      expect(context.state).to.equal('running');
    });
    return;
  }

  it('plays, until it is given back to the system', async () => {
    const [first] = await speakers();
    expect(first!.label).to.match(/^Fake/);
    await audio.setSpeaker(first!.id);
    expect(context.sinkId).to.equal(first!.id);
    await audio.setSpeaker(null);
    expect(context.sinkId).to.equal('');
  });

  it('that nobody knows is refused by name, and the system’s own plays', async () => {
    const [first] = await speakers();
    await audio.setSpeaker(first!.id);
    const error = await audio.setSpeaker('cellar').catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'speaker-missing');
    expect(context.sinkId).to.equal('');
  });

  it('gives way to the system’s own when it is unplugged, and plays again when it is back', async () => {
    const [first] = await speakers();
    await audio.setSpeaker(first!.id);
    const media = navigator.mediaDevices;
    const original = media.enumerateDevices;
    const playsOn = async (id: string): Promise<void> => {
      while (context.sinkId !== id) await new Promise((resolve) => requestAnimationFrame(resolve));
    };
    try {
      media.enumerateDevices = async () =>
        (await original.call(media)).filter(({ deviceId }) => deviceId !== first!.id);
      media.dispatchEvent(new Event('devicechange'));
      await playsOn('');
    } finally {
      media.enumerateDevices = original;
    }
    media.dispatchEvent(new Event('devicechange'));
    await playsOn(first!.id);
  });
});
