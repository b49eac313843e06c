import { playwrightLauncher } from '@web/test-runner-playwright';
import { audioTests, base, coldStartMs } from './web-test-runner.base.mjs';

// Started by scripts/test-browsers.ts, which says where Firefox is and gives it a sound server to hear and speak by.
export default {
  ...base,
  files: audioTests,
  browserStartTimeout: coldStartMs,
  // A context takes up to a second to start.
  testFramework: { config: { timeout: 15_000 } },
  browsers: [
    playwrightLauncher({
      product: 'firefox',
      launchOptions: {
        // The browser as it is published, driven by WebDriver BiDi; Playwright's own build would be a download.
        channel: 'moz-firefox',
        executablePath: process.env.FIREFOX_PATH,
        headless: true,
        timeout: coldStartMs,
        firefoxUserPrefs: {
          // The sound server's microphone: Firefox's fake one is a tone.
          'media.navigator.permission.disabled': true,
          // No look at other hosts.
          'network.captive-portal-service.enabled': false,
          'network.connectivity-service.enabled': false,
        },
      },
    }),
  ],
};
