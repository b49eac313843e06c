import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFakeMicrophone } from '../build/fake-microphone.ts';
import { AudioServer } from './audio-server.ts';
import { ensureOtherBrowsers } from './other-browsers.ts';
import { runStep, Tally, type Step } from './test-steps.ts';
import { WebKitDriver } from './webkit-driver.ts';

/*
 * `npm run test:browsers`: hearing and being heard in Firefox and WebKitGTK as well, one after the other, with a sound
 * server of their own. `npm run test:browsers -- webkit` runs one of them; what follows is given to the test runner.
 */

const engines = ['firefox', 'webkit'] as const;

/** The runner itself and not npx, which would not hand on the signal that stops it. */
const runner = fileURLToPath(new URL('../node_modules/@web/test-runner/dist/bin.js', import.meta.url));
const microphone = fileURLToPath(new URL('../.cache/fake-microphone.wav', import.meta.url));

const args = process.argv.slice(2);
const only = engines.filter((engine) => args.includes(engine));
const rest = args.filter((arg) => !only.some((engine) => engine === arg));

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

const folder = await mkdtemp(join(tmpdir(), 'realtime-assistant-browsers-'));
const tally = new Tally();
const started: { stop(): Promise<void> }[] = [];
const start = async <T extends { stop(): Promise<void> }>(service: Promise<T>): Promise<T> => {
  started.unshift(await service);
  stopping.signal.throwIfAborted();
  return service;
};
try {
  const { firefox, miniBrowser } = await ensureOtherBrowsers();
  await makeFakeMicrophone(microphone);
  const sound = await start(AudioServer.start(folder, microphone));
  for (const engine of only.length > 0 ? only : engines) {
    stopping.signal.throwIfAborted();
    const driver = engine === 'webkit' ? await start(WebKitDriver.start(sound.env)) : undefined;
    const step: Step = {
      name: engine,
      command: [process.execPath, runner, '--config', `web-test-runner.${engine}.config.mjs`, ...rest],
      report: 'wtr',
      // One that hangs shall leave time for the other: both are one step of `npm test`.
      limitMs: 5 * 60_000,
    };
    const env = {
      ...sound.env,
      FIREFOX_PATH: firefox,
      MINIBROWSER_PATH: miniBrowser,
      ...(driver === undefined ? {} : { WEBKIT_DRIVER_PORT: String(driver.port) }),
    };
    await tally.count(engine, () => runStep(step, folder, env, stopping.signal));
  }
} catch (error) {
  tally.fail(stopping.signal.aborted ? 'Stopped.' : error);
} finally {
  for (const service of started) await service.stop();
  await rm(folder, { recursive: true, force: true });
}
tally.close();
// For the sum of `npm test`, whose step this may be.
const report = process.env['WTR_JSON'];
if (report !== undefined) await writeFile(report, JSON.stringify(tally.total));
