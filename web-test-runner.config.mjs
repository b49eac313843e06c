import { playwrightLauncher } from '@web/test-runner-playwright';
import { base, load, microphone } from './web-test-runner.base.mjs';

const { ensureBrowser, safeArgs } = await load('./scripts/browser.ts');

export default {
  ...base,
  files: ['test/browser/**/*.test.ts'],
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
};
