import { webdriverLauncher } from '@web/test-runner-webdriver';
import { audioTests, base, coldStartMs } from './web-test-runner.base.mjs';

// Started by scripts/test-browsers.ts, which starts the driver, a display and a sound server before.
export default {
  ...base,
  files: audioTests,
  browserStartTimeout: coldStartMs,
  browsers: [
    webdriverLauncher({
      hostname: '127.0.0.1',
      port: Number(process.env.WEBKIT_DRIVER_PORT),
      path: '/',
      logLevel: 'error',
      automationProtocol: 'webdriver',
      capabilities: {
        browserName: 'MiniBrowser',
        'wdio:enforceWebDriverClassic': true,
        'webkitgtk:browserOptions': {
          binary: process.env.MINIBROWSER_PATH,
          // With the sound server's microphone: WebKit's mock one is a tone.
          args: ['--automation', '--enable-media-stream=true'],
        },
      },
    }),
  ],
};
