import { Awaited } from './awaited.ts';

/**
 * The browser's own devices, whose coming and going a test plays: real streams of Chromium's fake devices or of the
 * sound server's, a list from which some are taken, and refusals in the browser's words.
 */
export class Devices {
  readonly tracks: MediaStreamTrack[] = [];
  asked = 0;
  refusals = 0;
  readonly #media = navigator.mediaDevices;
  readonly #getUserMedia = this.#media.getUserMedia;
  readonly #enumerateDevices = this.#media.enumerateDevices;
  readonly #away = new Set<string>();
  readonly #events = new WeakMap<MediaStreamTrack, EventTarget>();
  #list: readonly MediaDeviceInfo[] = [];
  #refusal = '';
  #otherDefault = false;
  readonly #awaited = new Awaited();
  readonly #ticking = setInterval(() => this.#awaited.look(), 10);

  constructor() {
    this.#media.getUserMedia = async (constraints) => {
      this.asked += 1;
      const { deviceId } = (constraints?.audio ?? {}) as { deviceId?: { exact?: string } };
      if (this.refusals > 0) {
        this.refusals -= 1;
        throw new DOMException('no', this.#refusal);
      }
      if (deviceId?.exact !== undefined && this.#away.has(deviceId.exact)) {
        throw new DOMException('away', 'OverconstrainedError');
      }
      const stream = await this.#getUserMedia.call(this.#media, constraints);
      for (const track of stream.getTracks()) this.#watch(track);
      return stream;
    };
    this.#media.enumerateDevices = async () => {
      const found = await this.#enumerateDevices.call(this.#media);
      const own = inputs(found)[0];
      return found
        .filter(({ deviceId }) => !this.#away.has(deviceId))
        .map((device) => {
          if (device !== own || !this.#otherDefault) return device;
          const { deviceId, kind, label } = device;
          return { deviceId, kind, label, groupId: 'another group', toJSON: () => ({}) };
        });
    };
  }

  /** The newest track. */
  get track(): MediaStreamTrack {
    return this.tracks.at(-1)!;
  }

  /** Tracks that record now. */
  get live(): number {
    return this.tracks.filter(({ readyState }) => readyState === 'live').length;
  }

  /** The browser tells ids and names, and {@link own} and {@link other} have them. */
  async known(): Promise<void> {
    // Those that were not told to allow it beforehand tell once the microphone was open.
    const stream = await this.#getUserMedia.call(this.#media, { audio: true });
    for (const track of stream.getTracks()) track.stop();
    this.#list = inputs(await this.#enumerateDevices.call(this.#media));
  }

  /** Id of the microphone that the system takes by itself. */
  get own(): string {
    return this.#list[0]!.deviceId;
  }

  /** Id of a microphone that the system does not take by itself. */
  get other(): string {
    const { deviceId } = this.#list.at(-1)!;
    if (deviceId === this.own) throw new Error('there is one microphone only');
    return deviceId;
  }

  /**
   * What a browser does when a device is unplugged: its track ends, and the list is shorter. Without an id it is one of
   * the system's own, which has another.
   */
  unplug(deviceId?: string): void {
    if (deviceId !== undefined) this.#away.add(deviceId);
    this.track.stop();
    this.tellEnd();
    this.announce();
  }

  /** The newest track says that it ended. */
  tellEnd(): void {
    this.#events.get(this.track)!.dispatchEvent(new Event('ended'));
  }

  plugIn(deviceId: string): void {
    this.#away.delete(deviceId);
    this.announce();
  }

  changeDefault(): void {
    this.#otherDefault = !this.#otherDefault;
    this.announce();
  }

  /** The next `count` requests fail with a DOMException of this name. */
  refuse(name: string, count: number): void {
    this.#refusal = name;
    this.refusals = count;
  }

  announce(): void {
    this.#media.dispatchEvent(new Event('devicechange'));
  }

  untilOpened(count: number): Promise<void> {
    return this.until(() => this.tracks.length === count && this.track.readyState === 'live' && this.live === 1);
  }

  /** Resolves when `condition` holds, looked at every 10 ms: most of what changes here has no event. */
  until(condition: () => boolean): Promise<void> {
    return this.#awaited.until(condition);
  }

  restore(): void {
    clearInterval(this.#ticking);
    this.#media.getUserMedia = this.#getUserMedia;
    this.#media.enumerateDevices = this.#enumerateDevices;
  }

  /** Firefox hands what is dispatched at a track to no listener, so listeners listen at one of ours. */
  #watch(track: MediaStreamTrack): void {
    const events = new EventTarget();
    track.addEventListener = events.addEventListener.bind(events);
    this.#events.set(track, events);
    this.tracks.push(track);
  }
}

const inputs = (devices: readonly MediaDeviceInfo[]): MediaDeviceInfo[] =>
  devices.filter(({ kind }) => kind === 'audioinput');
