/**
 * The browser's own devices, whose coming and going a test plays: real streams of Chromium's fake devices, a list from
 * which some are taken, and refusals in the browser's words.
 */
export class Devices {
  readonly tracks: MediaStreamTrack[] = [];
  /** What the browser knows, once somebody has asked. */
  list: MediaDeviceInfo[] = [];
  asked = 0;
  refusals = 0;
  readonly #media = navigator.mediaDevices;
  readonly #getUserMedia = this.#media.getUserMedia;
  readonly #enumerateDevices = this.#media.enumerateDevices;
  readonly #away = new Set<string>();
  #refusal = '';
  #otherDefault = false;
  readonly #waiting = new Set<() => void>();
  readonly #ticking = setInterval(() => this.#wake(), 10);

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
      this.tracks.push(...stream.getTracks());
      return stream;
    };
    this.#media.enumerateDevices = async () => {
      const found = await this.#enumerateDevices.call(this.#media);
      return found
        .filter(({ deviceId }) => !this.#away.has(deviceId))
        .map((device) => {
          if (device.deviceId !== 'default' || !this.#otherDefault) return device;
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

  /** The browser tells ids and names, and {@link list} has them. */
  async known(): Promise<void> {
    this.list = await this.#enumerateDevices.call(this.#media);
  }

  /** What a browser does when a device is unplugged: its track ends, and the list is shorter. */
  unplug(deviceId: string): void {
    if (deviceId !== 'default') this.#away.add(deviceId);
    const { track } = this;
    track.stop();
    track.dispatchEvent(new Event('ended'));
    this.announce();
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
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  restore(): void {
    clearInterval(this.#ticking);
    this.#media.getUserMedia = this.#getUserMedia;
    this.#media.enumerateDevices = this.#enumerateDevices;
  }

  #wake(): void {
    for (const check of this.#waiting) check();
  }
}
