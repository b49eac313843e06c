// Ambient modules cannot be imported, and every program that reaches this file has to know them.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./asset-text.d.ts" />
import { AssistantError } from '../base/assistant-error.ts';
import { scriptUrl } from './script-url.ts';

/**
 * A script of the package that the browser runs elsewhere than on the page: a worklet or a worker. It is built as a
 * file of its own.
 */
export interface Asset {
  readonly fileName: string;
  readonly kind: 'worker' | 'worklet';
  /**
   * Its address beside the calling module. The expression is literal because bundlers look for exactly that form to copy
   * the file along; without `?no-inline` Vite would make a data: URL of it, which a strict policy refuses.
   */
  readonly beside: () => URL;
  /** Its text, for a Blob, loaded only where it is needed; absent where the build carries none. */
  readonly text?: (() => Promise<{ readonly default: string }>) | undefined;
  /** Does without where the way to another worker failed already. */
  readonly isOptional?: true;
}

export interface AssetAddress {
  /** For messages. */
  readonly label: string;
  /** Undefined where there is no such address; `label` says why. */
  readonly url: string | undefined;
}

/**
 * Where an asset may be had, best first: from `assetBase` where it is given, from the file beside the script, from a Blob.
 * No way works everywhere: bundlers may lose the file, a policy may forbid the Blob, another origin may send no CORS
 * header. An address is good until the next one is asked for.
 *
 * @param assetBase folder of the package's files, absolute or relative to the page
 * @throws AssistantError `invalid-option` for an `assetBase` that is no address
 */
export async function* assetAddresses(asset: Asset, assetBase?: string): AsyncGenerator<AssetAddress, void, void> {
  if (assetBase !== undefined) yield* addressesOf(asset, folderAddress(assetBase, asset.fileName));

  let own: string | undefined;
  try {
    own = (scriptUrl === undefined ? asset.beside() : new URL(asset.fileName, scriptUrl)).href;
  } catch {
    // A bundler that knows no import.meta.url, or a script whose address is not known.
  }
  if (own === undefined) yield { label: 'the file beside the script (its address is not known)', url: undefined };
  else yield* addressesOf(asset, own);

  if (asset.text === undefined) return;
  try {
    yield* blobAddress((await asset.text()).default, 'a blob: URL');
  } catch (error) {
    yield { label: `a blob: URL (${describeFailure(error)})`, url: undefined };
  }
}

/** No worker may come from another origin, but one of the page's own may fetch it there, even without CORS headers. */
function* addressesOf({ kind }: Asset, url: string): Generator<AssetAddress, void, void> {
  if (kind === 'worker' && new URL(url).origin !== location.origin) {
    yield* blobAddress(`importScripts(${JSON.stringify(url)})`, `${url}, by a blob: URL`);
  } else {
    yield { label: url, url };
  }
}

function* blobAddress(text: string, label: string): Generator<AssetAddress, void, void> {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    yield { label, url };
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** What went wrong, in a word or a sentence. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : error.name;
}

function folderAddress(assetBase: string, fileName: string): string {
  try {
    const folder = new URL(assetBase, document.baseURI);
    if (!folder.pathname.endsWith('/')) folder.pathname += '/';
    folder.search = '';
    folder.hash = '';
    return new URL(fileName, folder).href;
  } catch (error) {
    throw new AssistantError(
      'invalid-option',
      `asset-base is "${assetBase}", which is not the address of a folder. Give one like "/assets/".`,
      { cause: error },
    );
  }
}
