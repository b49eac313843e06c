// Ambient modules cannot be imported, and every program that reaches this file has to know them.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./worklet-source.d.ts" />
import { AssistantError } from '../base/assistant-error.ts';

// A classic script is told its own address only while it runs for the first time, and a server has no document.
const scriptUrl =
  typeof __SCRIPT__ !== 'undefined' && __SCRIPT__ && typeof document !== 'undefined'
    ? (document.currentScript as HTMLScriptElement | null)?.src || undefined
    : undefined;

/**
 * Address of a file beside the script of the script tag.
 * @throws TypeError where the script's own address is not known
 */
export function besideScript(fileName: string): URL {
  return new URL(fileName, scriptUrl);
}

/**
 * Address of a file in the folder of `asset-base`.
 * @param assetBase absolute, or relative to the page
 * @throws AssistantError `invalid-option` where it is no address
 */
export function assetUrl(assetBase: string, fileName: string): string {
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
