import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright';
import { ensureBrowser, safeArgs } from '../../scripts/browser.ts';

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
  /** Record what the loudspeaker is given. The recorder is a Blob, so the page's policy is off then. */
  readonly record?: boolean;
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
  readonly #browser: Browser;
  #awaited: ((entry: WireFrame) => boolean)[] = [];

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
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

  static async arrive(url: string, { microphone, permission = 'granted', record = false }: VisitorOptions = {}): Promise<Visitor> {
    const sound =
      permission === 'denied'
        ? ['--use-fake-device-for-media-stream']
        : [
            '--use-fake-device-for-media-stream',
            '--use-fake-ui-for-media-stream',
            // A missing file is silence, which is what a visitor who types has on the microphone.
            `--use-file-for-fake-audio-capture=${microphone ?? 'silence.wav'}%noloop`,
          ];
    const browser = await chromium.launch({
      executablePath: await ensureBrowser(),
      headless: true,
      args: [...safeArgs, ...sound],
    });
    const context = await browser.newContext({
      bypassCSP: record,
      ...(permission === 'granted' && { permissions: ['microphone'] }),
    });
    const page = await context.newPage();
    const visitor = new Visitor(browser, page);
    if (record) {
      const recorder = await readFile('test/browser/audio/recorder.js', 'utf8');
      await page.addInitScript({ content: `globalThis.__recorder = ${JSON.stringify(recorder)};` });
      await page.addInitScript({ path: 'test/e2e/tap-loudspeaker.js' });
    }
    await page.goto(url);
    return visitor;
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
    await this.#browser.close();
  }
}
