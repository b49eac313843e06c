import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { canInstallPackages, installPackages } from './debian-packages.ts';

const run = promisify(execFile);

/**
 * Arguments for every browser that a test or a script starts: no sandbox (containers run as root), no graphics card,
 * and no way to any host but this machine.
 */
export const safeArgs: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

const installTimeoutMs = 10 * 60_000;

function wellKnownPaths(): string[] {
  const env = process.env;
  switch (process.platform) {
    case 'darwin':
      return ['', env['HOME'] ?? ''].flatMap((home) => [
        `${home}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
        `${home}/Applications/Chromium.app/Contents/MacOS/Chromium`,
        `${home}/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
      ]);
    case 'win32':
      return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].flatMap((folder = '') => [
        join(folder, 'Google/Chrome/Application/chrome.exe'),
        join(folder, 'Chromium/Application/chrome.exe'),
        join(folder, 'Microsoft/Edge/Application/msedge.exe'),
      ]);
    default:
      return [
        // Debian's /usr/bin/chromium is a shell wrapper around this one.
        '/usr/lib/chromium/chromium',
        '/opt/google/chrome/chrome',
        '/usr/bin/google-chrome',
        '/usr/bin/google-chrome-stable',
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        '/opt/microsoft/msedge/msedge',
        '/usr/bin/microsoft-edge',
        '/snap/bin/chromium',
      ];
  }
}

/**
 * Path of an installed Chrome, Chromium or Edge, or `undefined`. `CHROMIUM_PATH` or `CHROME_PATH` decide where they are
 * set.
 * @throws where one of the two names a file that is not there.
 */
export function findBrowser(): string | undefined {
  for (const name of ['CHROMIUM_PATH', 'CHROME_PATH']) {
    const path = process.env[name];
    if (path === undefined || path === '') continue;
    if (!existsSync(path)) throw new Error(`${name} is "${path}", but there is no such file. Correct or unset it.`);
    return path;
  }
  return wellKnownPaths().find((path) => existsSync(path));
}

async function downloadedByPlaywright(): Promise<string | undefined> {
  const { chromium } = await import('playwright');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

async function installByPlaywright(): Promise<void> {
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  await run(npx, ['playwright', 'install', 'chromium'], {
    timeout: installTimeoutMs,
    shell: process.platform === 'win32',
  });
}

/**
 * A browser for the tests: one that is there, else one installed in the platform's way: Debian's and Ubuntu's package
 * as root, Playwright's download elsewhere.
 * @throws an Error that says what to do by hand.
 */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser() ?? (await downloadedByPlaywright());
  if (found !== undefined) return found;

  const ways: [string, () => Promise<void>][] = [];
  if (canInstallPackages()) ways.push(['apt-get', () => installPackages(['chromium'])]);
  ways.push(['Playwright', installByPlaywright]);

  const failures: string[] = [];
  for (const [name, install] of ways) {
    console.log(`No Chrome, Chromium or Edge found: installing Chromium by ${name} …`);
    try {
      await install();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
    const path = findBrowser() ?? (await downloadedByPlaywright());
    if (path !== undefined) return path;
  }
  throw new Error(
    'The tests need Chrome, Chromium or Edge, and none was found or could be installed ' +
      `(${failures.join('; ') || 'the installation left no browser'}). Install one, or set CHROMIUM_PATH to its file.`,
  );
}
