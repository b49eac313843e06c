// Ambient modules cannot be imported, and every program that reaches this file has to know them.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./asset-text.d.ts" />

/**
 * The address of the script tag's one file, for what lies beside it; undefined in the other builds, which have
 * `import.meta.url`. A classic script is told it only while it runs for the first time, and a server has no document.
 */
export const scriptUrl =
  typeof __SCRIPT__ !== 'undefined' && __SCRIPT__ && typeof document !== 'undefined'
    ? (document.currentScript as HTMLScriptElement | null)?.src || undefined
    : undefined;
