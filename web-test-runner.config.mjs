import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { tsImport } from 'tsx/esm/api';

// The runner loads this file with plain Node, which reads no TypeScript in the oldest version that we support.
const load = (path) => tsImport(path, import.meta.url);
const [
  { ensureBrowser, safeArgs },
  { makeFakeMicrophone },
  { wtrAssetPlugin },
  { wtrPolicyPages },
  { wtrCommands },
  { wtrJsonReporter },
  { wtrSocketServer },
] = await Promise.all([
  load('./scripts/browser.ts'),
  load('./build/fake-microphone.ts'),
  load('./build/wtr-asset-plugin.ts'),
  load('./build/wtr-policy-pages.ts'),
  load('./build/wtr-commands.ts'),
  load('./build/wtr-json-reporter.ts'),
  load('./build/wtr-socket-server.ts'),
]);

const microphone = fileURLToPath(new URL('./.cache/fake-microphone.wav', import.meta.url));
await makeFakeMicrophone(microphone);

const json = process.env.WTR_JSON;

export default {
  files: ['test/browser/**/*.test.ts'],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  // Audio runs in real time: two pages that play at once would starve each other on a small machine.
  concurrency: 1,
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      launchOptions: {
        executablePath: await ensureBrowser(),
        headless: true,
        args: [
          ...safeArgs,
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
          `--use-file-for-fake-audio-capture=${microphone}%noloop`,
        ],
      },
      createBrowserContext: ({ browser }) => browser.newContext({ permissions: ['microphone'] }),
    }),
  ],
  plugins: [
    wtrAssetPlugin(),
    wtrCommands(),
    wtrSocketServer(),
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)) }),
  ],
  middleware: [wtrPolicyPages()],
  testFramework: { config: { timeout: 10_000 } },
  testsFinishTimeout: 180_000,
  reporters: [defaultReporter(), ...(json ? [wtrJsonReporter(json)] : [])],
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
};
