import { AssistantError } from '../base/assistant-error.ts';
import { assetUrl, besideScript } from './asset-address.ts';
import { withTimeLimit } from './time-limit.ts';

export type WorkletName = 'capture' | 'playback';

const loadLimitMs = 10_000;

/**
 * Address of the worklet's file beside this one. The two expressions are literal because bundlers look for exactly that
 * form to copy the file along; without `?no-inline` Vite would make a data: URL of it, which a strict policy refuses.
 */
function ownUrl(name: WorkletName): URL {
  if (typeof __SCRIPT__ !== 'undefined' && __SCRIPT__) return besideScript(fileName(name));
  return name === 'capture'
    ? new URL('./capture.worklet.js?no-inline', import.meta.url)
    : new URL('./playback.worklet.js?no-inline', import.meta.url);
}

/** The worklet's text, for a Blob. Loaded only where it is needed. */
async function sourceOf(name: WorkletName): Promise<string> {
  const module = await (name === 'capture'
    ? import('./capture.worklet.ts?source')
    : import('./playback.worklet.ts?source'));
  return module.default;
}

/**
 * Loads a worklet into a context: from `assetBase` where it is given, else from the file beside this one, else from a
 * Blob. No way works everywhere: bundlers may lose the file, a policy may forbid the Blob, another origin may send no
 * CORS header.
 *
 * @param assetBase folder of the worklets' files, absolute or relative to the page
 * @throws AssistantError `invalid-option` for an `assetBase` that is no address, `worklet-blocked` naming all that was
 * tried
 */
export async function loadWorklet(context: BaseAudioContext, name: WorkletName, assetBase?: string): Promise<void> {
  const failures: string[] = [];
  const attempt = async (url: string, label: string): Promise<boolean> => {
    try {
      await withTimeLimit(context.audioWorklet.addModule(url), loadLimitMs, 'loading');
      return true;
    } catch (error) {
      failures.push(`${label} (${describe(error)})`);
      return false;
    }
  };

  if (assetBase !== undefined) {
    const url = assetUrl(assetBase, fileName(name));
    if (await attempt(url, url)) return;
  }

  let own: string | undefined;
  try {
    own = ownUrl(name).href;
  } catch {
    // A bundler that knows no import.meta.url, or a script whose address is not known.
    failures.push('the file beside the script (its address is not known)');
  }
  if (own !== undefined && (await attempt(own, own))) return;

  let blobUrl: string | undefined;
  try {
    blobUrl = URL.createObjectURL(new Blob([await sourceOf(name)], { type: 'text/javascript' }));
    if (await attempt(blobUrl, 'a blob: URL')) return;
  } catch (error) {
    failures.push(`a blob: URL (${describe(error)})`);
  } finally {
    if (blobUrl !== undefined) URL.revokeObjectURL(blobUrl);
  }

  throw new AssistantError(
    'worklet-blocked',
    `The audio worklet "${fileName(name)}" could not be loaded. Tried: ${failures.join('; ')}. ` +
      "Put the package's *.worklet.js files where the page's script-src allows it and set `asset-base` to that folder.",
  );
}

function fileName(name: WorkletName): string {
  return `${name}.worklet.js`;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : error.name;
}
