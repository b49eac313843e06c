import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright';
import { ensureBrowser, safeArgs } from '../../scripts/browser.ts';
import { join16, RATE } from './spoken.ts';

/** A frame of the widget's socket, parsed, with the moment it passed (milliseconds). */
export interface WireFrame {
  readonly at: number;
  readonly from: 'widget' | 'relay';
  readonly type: string;
  readonly frame: Readonly<Record<string, unknown>>;
}

export interface VisitorOptions {
  /** What the microphone hears; without it there is a silent one. */
  readonly microphone?: string;
  /** `denied`: the browser refuses it. */
  readonly permission?: 'granted' | 'denied';
  /** Record what the loudspeaker is given. The recorder is a Blob, so the page's policy is off then, or lets blobs in. */
  readonly record?: boolean;
  /** A room in which a test can speak ({@link Visitor.say}); `rings`: the microphone hears the loudspeaker. */
  readonly room?: 'quiet' | 'rings';
  /** Added to the policy of the site's pages. */
  readonly policy?: string;
  /** A browser that is there already, without a microphone of its own. */
  readonly browser?: Browser;
}

export interface Voice {
  readonly samples: Float32Array;
  /** Default 24 kHz. */
  readonly rate?: number;
}

/** What the loudspeaker was given: mono, at the context's rate. */
export interface Recording {
  readonly rate: number;
  readonly samples: Float32Array;
}

/** A person with a browser, a microphone and ears. */
export class Visitor {
  readonly page: Page;
  readonly frames: WireFrame[] = [];
  /** What the browser complained about: errors of scripts, and of the page's policy. */
  readonly complaints: string[] = [];
  readonly #leave: () => Promise<void>;
  #awaited: ((entry: WireFrame) => boolean)[] = [];

  private constructor(page: Page, leave: () => Promise<void>) {
    this.page = page;
    this.#leave = leave;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('websocket', (socket) => {
      const note = (from: 'widget' | 'relay') => (data: { payload: string | Buffer }) => {
        const frame = JSON.parse(String(data.payload)) as Record<string, unknown>;
        const entry: WireFrame = { at: performance.now(), from, type: String(frame['type']), frame };
        this.frames.push(entry);
        this.#awaited = this.#awaited.filter((settle) => !settle(entry));
      };
      socket.on('framesent', note('widget'));
      socket.on('framereceived', note('relay'));
    });
  }

  /** A browser for several visitors, one after the other, whose microphones are silent but for what tests say. */
  static openBrowser(): Promise<Browser> {
    return launch(fakeMicrophone());
  }

  static async arrive(url: string, options: VisitorOptions = {}): Promise<Visitor> {
    const { microphone, permission = 'granted', record = false, room, policy } = options;
    const sound = permission === 'denied' ? ['--use-fake-device-for-media-stream'] : fakeMicrophone(microphone);
    const browser = options.browser ?? (await launch(sound));
    const context = await browser.newContext({
      bypassCSP: record && policy === undefined,
      ...(permission === 'granted' && { permissions: ['microphone'] }),
    });
    const page = await context.newPage();
    const visitor = new Visitor(page, () => (options.browser === undefined ? browser.close() : context.close()));
    if (policy !== undefined) {
      await page.route(url, async (route) => {
        const response = await route.fetch();
        const headers = response.headers();
        const own = headers['content-security-policy']!.replace('script-src', 'script-src blob:');
        headers['content-security-policy'] = `${own}; ${policy}`;
        await route.fulfill({ response, headers });
      });
    }
    if (record) {
      const recorder = await readFile('test/browser/audio/recorder.js', 'utf8');
      await page.addInitScript({ content: `globalThis.__recorder = ${JSON.stringify(recorder)};` });
      await page.addInitScript({ path: 'test/e2e/tap-loudspeaker.js' });
    }
    if (room !== undefined) {
      await page.addInitScript({ content: `globalThis.__roomSettings = { rings: ${room === 'rings'} };` });
      await page.addInitScript({ path: 'test/e2e/room.js' });
    }
    await page.goto(url);
    return visitor;
  }

  /** Speaks in the room, one part right behind the other. Resolves when the first was said. */
  async say(...parts: readonly (Float32Array | Voice)[]): Promise<void> {
    const voices = parts.map((part) => (part instanceof Float32Array ? { samples: part } : part));
    const texts = voices.map(({ samples }) => Buffer.from(join16([samples]).buffer).toString('base64'));
    await this.page.evaluate(
      ({ texts, rate }) => {
        const { say } = (globalThis as unknown as { __room: { say(parts: string[], rate: number): Promise<void> } }).__room;
        return say(texts, rate);
      },
      { texts, rate: voices[0]?.rate ?? RATE },
    );
  }

  /** Waits until so much speech was heard from the loudspeaker, after so many samples of the recording. */
  async untilHeard(ms: number, after = 0): Promise<void> {
    await this.page.waitForFunction(
      ({ ms, after }) => {
        const { rate, heard } = (globalThis as unknown as { __heard: { rate: number; heard: Float32Array[] } }).__heard;
        let [at, sounding] = [0, 0];
        for (const chunk of heard) {
          at += chunk.length;
          if (at > after && chunk.some((sample) => Math.abs(sample) > 0.01)) sounding += chunk.length;
        }
        return rate > 0 && sounding * 1_000 >= ms * rate;
      },
      { ms, after },
    );
  }

  /** Frames of a type from one side, in order. */
  seen(from: 'widget' | 'relay', type: string): WireFrame[] {
    return this.frames.filter((entry) => entry.from === from && entry.type === type);
  }

  /** The first frame, past or to come, that satisfies `match`; rejects after `limitMs`. */
  frame(match: (entry: WireFrame) => boolean, limitMs = 30_000): Promise<WireFrame> {
    const found = this.frames.find(match);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const types = [...new Set(this.frames.map((entry) => `${entry.from}: ${entry.type}`))].join(', ');
        reject(new Error(`The frame did not come within ${limitMs} ms. Passed: ${types}`));
      }, limitMs);
      this.#awaited.push((entry) => {
        if (!match(entry)) return false;
        clearTimeout(timer);
        resolve(entry);
        return true;
      });
    });
  }

  /** All that the loudspeaker was given until now, of a visitor who came with `record`. */
  async recording(): Promise<Recording> {
    const { rate, text } = await this.page.evaluate(() => {
      const state = (globalThis as unknown as { __heard: { rate: number; heard: Float32Array[] } }).__heard;
      const length = state.heard.reduce((sum, chunk) => sum + chunk.length, 0);
      const bytes = new Uint8Array(length * 2);
      const view = new DataView(bytes.buffer);
      let at = 0;
      for (const chunk of state.heard) {
        for (const value of chunk) {
          view.setInt16(at, Math.round(Math.max(-1, Math.min(1, value)) * 32_767), true);
          at += 2;
        }
      }
      let binary = '';
      for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return { rate: state.rate, text: btoa(binary) };
    });
    const bytes = Buffer.from(text, 'base64');
    const samples = new Float32Array(bytes.length / 2);
    for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2) / 32_767;
    return { rate, samples };
  }

  /** Waits until so many samples were given to the loudspeaker, silence included. */
  async recordingReaches(samples: number): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const { heard } = (globalThis as unknown as { __heard: { heard: Float32Array[] } }).__heard;
      return heard.reduce((sum, chunk) => sum + chunk.length, 0) >= wanted;
    }, samples);
  }

  async leave(): Promise<void> {
    await this.#leave();
  }
}

/** A missing file is silence, which is what a visitor who types has on the microphone. */
function fakeMicrophone(file = 'silence.wav'): string[] {
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}%noloop`,
  ];
}

/** A page whose headers a test changed has no address of its own: the browser takes it for one from afar. */
const ownPages = ['--disable-features=LocalNetworkAccessChecks'];

async function launch(sound: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureBrowser(), headless: true, args: [...safeArgs, ...ownPages, ...sound] });
}
