import { createServer } from 'node:net';
import { Service } from './service.ts';

/** WebKitGTK's WebDriver server, with a display for its browser. */
export class WebKitDriver {
  readonly port: number;
  readonly #services: readonly Service[];

  private constructor(port: number, services: readonly Service[]) {
    this.port = port;
    this.#services = services;
  }

  /** @param env for the browser too: the sound server's address */
  static async start(env: NodeJS.ProcessEnv): Promise<WebKitDriver> {
    let display = '';
    const xvfb = await Service.start(
      'Xvfb',
      // It picks a display that is free, and says which on the file descriptor.
      ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
      {
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
        isReady: (child) => {
          display += (child.stdio[3] as NodeJS.ReadableStream | null)?.read()?.toString() ?? '';
          return display.endsWith('\n');
        },
      },
    );
    try {
      const port = await freePort();
      const driver = await Service.start('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], {
        env: {
          ...env,
          DISPLAY: `:${display.trim()}`,
          GDK_BACKEND: 'x11',
          // No graphics card, and no sandbox where containers run as root.
          LIBGL_ALWAYS_SOFTWARE: '1',
          WEBKIT_DISABLE_COMPOSITING_MODE: '1',
          WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
        },
        isReady: () => isListening(port),
      });
      return new WebKitDriver(port, [driver, xvfb]);
    } catch (error) {
      await xvfb.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const service of this.#services) await service.stop();
  }
}

async function isListening(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/status`)).ok;
  } catch {
    return false;
  }
}

/** The driver takes no port 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}
