import { expect } from 'chai';
import type { AudioInput, AudioInputOptions } from '../../../src/audio/audio-system.ts';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import type { AssistantError } from '../../../src/base/assistant-error.ts';
import { Devices } from './devices.ts';
import { Listener } from './listener.ts';
import { clickThePage } from './visitor.ts';

describe('a microphone, while it is open', () => {
  let audio: BrowserAudio;
  let devices: Devices;
  let ended: AssistantError[];

  async function open(options: AudioInputOptions = {}): Promise<{ input: AudioInput; listener: Listener }> {
    audio.unlock();
    const input = await audio.openInput({ ...options, onEnded: (error) => ended.push(error) });
    return { input, listener: new Listener(input) };
  }

  /** Speech goes on arriving at the port that was opened first. */
  async function goesOn(input: AudioInput, listener: Listener): Promise<void> {
    const before = listener.frames.length;
    await listener.until(() => listener.frames.length > before + 10);
    expect(ended).to.deep.equal([]);
    if (!input.muted) await listener.until(() => input.level > 0.005);
  }

  before(clickThePage);

  beforeEach(() => {
    audio = new BrowserAudio();
    devices = new Devices();
    ended = [];
  });

  afterEach(async () => {
    await audio.close();
    devices.restore();
  });

  it('gives way to the system’s own when it is unplugged, and speech goes on at the same port', async () => {
    await devices.known();
    const chosen = devices.other;
    const { input, listener } = await open({ deviceId: chosen });
    await goesOn(input, listener);
    expect(devices.track.getSettings().deviceId).to.equal(chosen);
    devices.unplug(chosen);
    await devices.untilOpened(2);
    await goesOn(input, listener);
    expect(devices.tracks[0]!.readyState).to.equal('ended');
    expect(devices.track.getSettings().deviceId).to.equal(devices.own);
  });

  it('is taken up again when the one that was chosen is back', async () => {
    await devices.known();
    const chosen = devices.other;
    const { input, listener } = await open({ deviceId: chosen });
    devices.unplug(chosen);
    await devices.untilOpened(2);
    devices.plugIn(chosen);
    await devices.untilOpened(3);
    await goesOn(input, listener);
    expect(devices.track.getSettings().deviceId).to.equal(chosen);
    expect(devices.live).to.equal(1);
  });

  it('follows the system to another one, and is muted there as it was', async () => {
    const { input, listener } = await open({ mutedAs: 'silence' });
    await goesOn(input, listener);
    input.muted = true;
    await devices.known();
    devices.changeDefault();
    await devices.untilOpened(2);
    expect(devices.track.enabled).to.equal(false);
    expect(devices.live).to.equal(1);
    await goesOn(input, listener);
    input.muted = false;
    expect(devices.track.enabled).to.equal(true);
    await goesOn(input, listener);
  });

  it('is waited for while a headset takes its time', async () => {
    const { input, listener } = await open();
    await goesOn(input, listener);
    devices.refuse('NotFoundError', 2);
    devices.unplug();
    await devices.untilOpened(2);
    await goesOn(input, listener);
    expect(devices.refusals).to.equal(0);
  });

  it('that nothing can replace is told of, once', async () => {
    await open();
    devices.refuse('NotFoundError', Number.POSITIVE_INFINITY);
    devices.unplug();
    devices.tellEnd();
    await devices.until(() => ended.length > 0);
    expect(ended.map(({ code }) => code)).to.deep.equal(['microphone-missing']);
    devices.announce();
    expect(ended).to.have.lengthOf(1);
  });

  it('that may not be used any more is told of at once', async () => {
    await open();
    devices.refuse('NotAllowedError', Number.POSITIVE_INFINITY);
    const asked = devices.asked;
    devices.unplug();
    await devices.until(() => ended.length > 0);
    expect(ended[0]!.code).to.equal('microphone-denied');
    expect(devices.asked).to.equal(asked + 1);
  });

  it('takes another device in the midst of it', async () => {
    await devices.known();
    const { input, listener } = await open();
    await goesOn(input, listener);
    const { other } = devices;
    input.use({ deviceId: other });
    await devices.untilOpened(2);
    expect(devices.track.getSettings().deviceId).to.equal(other);
    expect(devices.live).to.equal(1);
    await goesOn(input, listener);
  });

  it('keeps what it has when the other one cannot be had', async () => {
    const { input, listener } = await open();
    await devices.known();
    devices.refuse('NotReadableError', 1);
    input.use({ deviceId: devices.other });
    await devices.until(() => devices.refusals === 0);
    await goesOn(input, listener);
    expect(devices.tracks).to.have.lengthOf(1);
  });

  it('takes another processing in the midst of it, whatever the browser needs for it', async () => {
    // WebKitGTK knows echo cancellation only.
    const known = navigator.mediaDevices.getSupportedConstraints();
    const others = Object.fromEntries(
      (['noiseSuppression', 'autoGainControl'] as const).filter((name) => known[name]).map((name) => [name, true]),
    );
    const { input, listener } = await open();
    await goesOn(input, listener);
    expect(devices.track.getSettings()).to.include({ echoCancellation: true, ...others });
    input.muted = true;
    input.use({ echoCancellation: false });
    await devices.until(() => devices.track.getSettings().echoCancellation === false);
    expect(devices.track.getSettings()).to.include(others);
    expect(devices.track.enabled).to.equal(false);
    input.muted = false;
    await goesOn(input, listener);
    expect(devices.live).to.equal(1);
  });

  it('that is closed while another is asked for leaves nothing on', async () => {
    const { input } = await open();
    await devices.known();
    input.use({ deviceId: devices.other });
    await input.close();
    await devices.until(() => devices.tracks.length === 2);
    await devices.until(() => devices.live === 0);
    expect(ended).to.deep.equal([]);
  });

  it('is freed while the page is kept for the back button, and is there again with it', async () => {
    const { input, listener } = await open();
    await goesOn(input, listener);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(devices.live).to.equal(0);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await devices.untilOpened(2);
    await goesOn(input, listener);
  });
});
