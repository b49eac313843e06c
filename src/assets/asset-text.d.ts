/** The text of a worklet or worker, bundled to one script, as the builds in `build/` provide it. */
declare module '*.worklet.ts?source' {
  const source: string;
  export default source;
}
declare module '*.worker.ts?source' {
  const source: string;
  export default source;
}

declare module '*.worker.ts?source' {
  const source: string;
  export default source;
}

/** True in the script-tag build, where `document.currentScript` tells the file's own address; absent elsewhere. */
declare const __SCRIPT__: boolean | undefined;
