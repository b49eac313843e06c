import { basename } from 'node:path';
import type { Plugin } from 'vite';
import { bundleWorklet, threadScript } from './bundle-worklet.ts';

/** Ids of the modules that export a worklet's text; the ending keeps other plugins from taking them for TypeScript. */
const prefix = '\0worklet:';
const suffix = '.js';

/**
 * Worklets and workers in a library: `import text from './x.worklet.ts?source'` gives the bundled script as a string, for
 * a Blob; `x.worker.ts` likewise.
 * @param options.files whether the same scripts are also written as `x.worklet.js` and `x.worker.js` beside the chunks
 */
export function workletPlugin(options: { files: boolean }): Plugin {
  const bundle = (file: string) => bundleWorklet(file, { minify: true });
  return {
    name: 'worklet',
    enforce: 'pre',
    async resolveId(id, importer) {
      if (!id.endsWith('?source') || !threadScript.test(id.slice(0, -'?source'.length))) return null;
      const resolved = await this.resolve(id.slice(0, -'?source'.length), importer, { skipSelf: true });
      return resolved === null ? null : prefix + resolved.id + suffix;
    },
    async load(id) {
      if (!id.startsWith(prefix)) return null;
      const file = id.slice(prefix.length, -suffix.length);
      const { code, inputs } = await bundle(file);
      for (const input of inputs) this.addWatchFile(input);
      if (options.files) {
        this.emitFile({ type: 'asset', fileName: basename(file).replace(/\.ts$/, '.js'), source: code });
      }
      return `export default ${JSON.stringify(code)};`;
    },
    // Vite's own step would inline or rename what `new URL(…, import.meta.url)` names; the file is made here, under
    // that name.
    transform(code, id) {
      if (!id.endsWith('.ts') || !named.test(code)) return null;
      const marked = code.replace(ownUrl, 'new URL(/* @vite-ignore */ $1, import.meta.url)');
      if (marked === code) this.error(`${id} names a worklet's or worker's file in another form than ${ownUrl}`);
      return { code: marked, map: null };
    },
    // Consumers' bundlers have to find the plain expression, so the mark must not reach them.
    generateBundle(_options, output) {
      for (const chunk of Object.values(output)) {
        if (chunk.type === 'chunk') chunk.code = chunk.code.replace(markedUrl, 'new URL($1, import.meta.url)');
      }
    },
  };
}

const named = /\.(worklet|worker)\.js\?no-inline/;
const ownUrl = /new URL\(('\.\/\w+\.(?:worklet|worker)\.js\?no-inline'), import\.meta\.url\)/g;
const markedUrl =
  /new URL\(\s*\/\* @vite-ignore \*\/\s*(["']\.\/\w+\.(?:worklet|worker)\.js\?no-inline["']),\s*import\.meta\.url\s*\)/g;
