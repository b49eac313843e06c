import { chromium, type Browser, type Page } from 'playwright';
import { ensureBrowser, safeArgs } from '../scripts/browser.ts';
import { withinMs } from './clock.ts';
import type { Recording } from './recording.ts';
import type { RecorderLink } from './server/recorder-link.ts';
import { ScriptedServer } from './server/scripted-server.ts';
import type { ScriptedConnection } from './server/scripted-connection.ts';

/** Three ways to do the same work: this package, the naive path (bench/naive), the published wavtools. */
export type VoicePath = 'product' | 'naive' | 'wavtools';

const readyLimitMs = 20_000;
/** The microphone runs and the loudspeaker is recorded: so many frames were heard. */
const settledFrames = 25;

/** A page on which one path is connected, with sound both ways. */
export interface Rig {
  readonly page: Page;
  readonly connection: ScriptedConnection;
  readonly recorder: RecorderLink;
  /** Blocks the page's thread for 300 ms of every second, or stops it. */
  block(isOn: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  readonly rig: string;
  /** Connects the page's path to the scripted service. */
  connect(): Promise<ScriptedConnection>;
  close(): Promise<void>;
}

/** The browser and the server of a run, and what measurements share. */
export class Workbench {
  readonly isQuick: boolean;
  readonly server: ScriptedServer;
  readonly #browser: Browser;
  readonly #shared = new Map<string, Promise<unknown>>();
  #rigs = 0;

  private constructor(server: ScriptedServer, browser: Browser, isQuick: boolean) {
    this.server = server;
    this.#browser = browser;
    this.isQuick = isQuick;
  }

  static async open(isQuick: boolean): Promise<Workbench> {
    const executablePath = await ensureBrowser();
    const server = await ScriptedServer.open();
    try {
      const browser = await chromium.launch({
        executablePath,
        args: [
          ...safeArgs,
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
          '--autoplay-policy=no-user-gesture-required',
        ],
      });
      return new Workbench(server, browser, isQuick);
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  get browserName(): string {
    return `Chromium ${this.#browser.version()}`;
  }

  /** Fewer in a quick run. */
  count(full: number, quick: number): number {
    return this.isQuick ? quick : full;
  }

  /** Rows that read different figures off the same measurement do it once. */
  shared<T>(name: string, measure: () => Promise<T>): Promise<T> {
    const known = this.#shared.get(name) as Promise<T> | undefined;
    const measured = known ?? measure();
    this.#shared.set(name, measured);
    return measured;
  }

  /** A page in a browser context, and so a process, of its own. */
  async #openPage(name: string): Promise<OpenPage> {
    const rig = String((this.#rigs += 1));
    const context = await this.#browser.newContext({ permissions: ['microphone'] });
    const page = await context.newPage();
    page.setDefaultTimeout(readyLimitMs);
    page.on('pageerror', (error) => console.error(`  ${name}: ${error.message}`));
    await page.goto(`http://${this.server.host}/page/${name}?rig=${rig}`);
    await page.waitForFunction('globalThis.path !== undefined');
    const relayUrl = JSON.stringify(`ws://${this.server.host}/realtime?rig=${rig}`);
    const connect = async (): Promise<ScriptedConnection> => {
      const connected = this.server.connection(rig);
      await page.evaluate(`path.connect(${relayUrl})`);
      return connected;
    };
    return { page, rig, connect, close: () => context.close() };
  }

  /** Opens a path's page, connects it, and waits until it hears and is recorded. */
  async #openRig(path: VoicePath): Promise<Rig> {
    const { page, rig, connect, close } = await this.#openPage(path);
    try {
      const recorder = await this.server.recorder(rig);
      await recorder.setClock();
      const connection = await connect();
      await withinMs(readyLimitMs, `the microphone of ${path}`, connection.heard(settledFrames));
      return {
        page,
        connection,
        recorder,
        block: async (isOn) => {
          await page.evaluate(`bench.block(${isOn})`);
        },
        close: async () => {
          connection.close();
          await close();
        },
      };
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** Opens a rig for as long as the work takes. */
  async withRig<T>(path: VoicePath, work: (rig: Rig) => Promise<T>): Promise<T> {
    const rig = await this.#openRig(path);
    try {
      return await work(rig);
    } finally {
      await rig.close();
    }
  }

  /** Opens a page without any instrument in it, for as long as the work takes. */
  async withPage<T>(name: string, work: (page: OpenPage) => Promise<T>): Promise<T> {
    const open = await this.#openPage(name);
    try {
      return await work(open);
    } finally {
      await open.close();
    }
  }

  async close(): Promise<void> {
    try {
      await this.#browser.close();
    } finally {
      await this.server.close();
    }
  }
}

/** Records until it has been silent for a while. */
export async function recordUntilSilent(
  recorder: RecorderLink,
  { atLeastMs, silentMs, atMostMs }: { atLeastMs: number; silentMs: number; atMostMs: number },
): Promise<Recording> {
  const begun = performance.now();
  let recording = await recorder.take();
  for (;;) {
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    recording = recording.joined(await recorder.take());
    const elapsed = performance.now() - begun;
    if (elapsed > atMostMs || (elapsed > atLeastMs && recording.silentMs > silentMs)) return recording;
  }
}
