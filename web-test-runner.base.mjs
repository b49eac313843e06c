import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { tsImport } from 'tsx/esm/api';

// The runner loads its configuration with plain Node, which reads no TypeScript in the oldest version that we support.
export const load = (path) => tsImport(path, import.meta.url);
const [
  { makeFakeMicrophone },
  { wtrAssetPlugin },
  { wtrPolicyPages },
  { wtrCommands },
  { wtrJsonReporter },
  { wtrSocketServer },
  { wtrChatRelay },
] = await Promise.all([
  load('./build/fake-microphone.ts'),
  load('./build/wtr-asset-plugin.ts'),
  load('./build/wtr-policy-pages.ts'),
  load('./build/wtr-commands.ts'),
  load('./build/wtr-json-reporter.ts'),
  load('./build/wtr-socket-server.ts'),
  load('./build/wtr-chat-relay.ts'),
]);

/** What is spoken into the microphone of the browser under test. */
export const microphone = fileURLToPath(new URL('./.cache/fake-microphone.wav', import.meta.url));
await makeFakeMicrophone(microphone);

const json = process.env.WTR_JSON;

/** What the tests need in every browser; the configuration of each engine adds the browser. */
export const base = {
  nodeResolve: { exportConditions: ['browser', 'development'] },
  // Audio runs in real time: two pages that play at once would starve each other on a small machine.
  concurrency: 1,
  plugins: [
    wtrAssetPlugin(),
    wtrCommands(),
    wtrSocketServer(),
    wtrChatRelay(),
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)) }),
  ],
  middleware: [wtrPolicyPages()],
  testFramework: { config: { timeout: 10_000 } },
  testsFinishTimeout: 180_000,
  reporters: [defaultReporter(), ...(json ? [wtrJsonReporter(json)] : [])],
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
};

/** A browser that was just installed reads all of itself from a cold disk when it starts, on a machine of two cores. */
export const coldStartMs = 90_000;

/** Hearing and being heard: what depends on the engine, and runs in all of them (`npm run test:browsers`). */
export const audioTests = ['test/browser/audio/**/*.test.ts'];
