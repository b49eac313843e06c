import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallPackages, installPackages } from './debian-packages.ts';

/** Firefox and WebKitGTK, and what they need to be heard and seen by a test. */
export interface OtherBrowsers {
  readonly firefox: string;
  readonly miniBrowser: string;
}

/** The packages of Debian and Ubuntu, each with what is looked for elsewhere; GStreamer's parts show by their package only. */
const packages: readonly (readonly [name: string, find?: () => string | undefined])[] = [
  ['firefox-esr', findFirefox],
  ['webkit2gtk-driver', () => findMiniBrowser() && onPath('WebKitWebDriver')],
  ['xvfb', () => onPath('Xvfb')],
  ['pulseaudio', () => onPath('pulseaudio')],
  ['pulseaudio-utils', () => onPath('pacat') && onPath('pactl')],
  ['gstreamer1.0-plugins-base'],
  ['gstreamer1.0-plugins-good'],
  ['gstreamer1.0-plugins-bad'],
  ['gstreamer1.0-pulseaudio'],
];

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

function findFirefox(): string | undefined {
  const given = process.env['FIREFOX_PATH'];
  if (given !== undefined && given !== '') return existsSync(given) ? given : undefined;
  return onPath('firefox-esr') ?? onPath('firefox');
}

function findMiniBrowser(): string | undefined {
  const given = process.env['MINIBROWSER_PATH'];
  if (given !== undefined && given !== '') return existsSync(given) ? given : undefined;
  const folders = ['/usr/libexec', '/usr/lib', '/usr/lib64', ...subfolders('/usr/lib')];
  return folders
    .flatMap((folder) => ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'].map((name) => join(folder, name, 'MiniBrowser')))
    .find((path) => existsSync(path));
}

function subfolders(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function isInstalled(name: string): boolean {
  try {
    const status = execFileSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8', stdio: 'pipe' });
    return status.includes('install ok installed');
  } catch {
    return false;
  }
}

function missingPackages(): string[] {
  const isDebian = onPath('dpkg-query') !== undefined;
  return packages.flatMap(([name, find]) => {
    const isThere = find === undefined ? !isDebian || isInstalled(name) : find() !== undefined;
    return isThere ? [] : [name];
  });
}

/**
 * The other browsers for the tests: what is missing is installed as root on Debian and Ubuntu.
 * @throws Error that says what to install by hand
 */
export async function ensureOtherBrowsers(): Promise<OtherBrowsers> {
  let missing = missingPackages();
  if (missing.length > 0 && canInstallPackages()) {
    console.log(`Installing ${missing.join(', ')} by apt-get …`);
    // What is missing still is said below, with what to do.
    await installPackages(missing).catch((error: unknown) => console.error(String(error)));
    missing = missingPackages();
  }
  const [firefox, miniBrowser] = [findFirefox(), findMiniBrowser()];
  if (missing.length === 0 && firefox !== undefined && miniBrowser !== undefined) return { firefox, miniBrowser };
  throw new Error(
    `Not tested in Firefox and WebKitGTK: that needs, on Linux, what Debian calls ${missing.join(', ')}. Install it; ` +
      'FIREFOX_PATH and MINIBROWSER_PATH name the browsers where they lie elsewhere.',
  );
}
