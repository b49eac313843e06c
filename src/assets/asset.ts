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

/** The name that `trusted-types` has to list where a page demands them, for workers. */
export const trustedPolicy = 'realtime-assistant';

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

  const own = ownAddress(asset);
  if (own === undefined) yield { label: 'the file beside the script (its address is not known)', url: undefined };
  else yield* addressesOf(asset, own);

  if (asset.text === undefined) return;
  try {
    yield* blobAddress((await asset.text()).default, 'a blob: URL');
  } catch (error) {
    yield { label: `a blob: URL (${describeFailure(error)})`, url: undefined };
  }
}

/** The same for a script that a worker loads: files alone. */
export function fileAddresses(asset: Asset, assetBase?: string): string[] {
  return [assetBase === undefined ? undefined : folderAddress(assetBase, asset.fileName), ownAddress(asset)].filter(
    (url) => url !== undefined,
  );
}

/** Undefined with a bundler that knows no import.meta.url, or a script whose address is not known. */
function ownAddress(asset: Asset): string | undefined {
  try {
    return (scriptUrl === undefined ? asset.beside() : new URL(asset.fileName, scriptUrl)).href;
  } catch {
    return undefined;
  }
}

/** No worker may come from another origin, but one of the page's own may fetch it there, even without CORS headers. */
function* addressesOf({ kind }: Asset, url: string): Generator<AssetAddress, void, void> {
  if (kind === 'worker' && new URL(url).origin !== location.origin) {
    yield* blobAddress(importing(url), `${url}, by a blob: URL`);
  } else {
    yield { label: url, url };
  }
}

/** A policy that demands trusted types demands them of the worker too. */
function importing(url: string): string {
  const rules = '{createScriptURL:u=>u}';
  return `{const p=self.trustedTypes?.createPolicy("${trustedPolicy}",${rules});self.realtimeTrusted=u=>p?p.createScriptURL(u):u;\
importScripts(realtimeTrusted(${JSON.stringify(url)}))}`;
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
