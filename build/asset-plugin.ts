import { basename, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { bundleAsset } from './bundle-asset.ts';

/** Ids of the modules that export an asset's text; the ending keeps other plugins from taking them for TypeScript. */
const prefix = '\0asset:';
const suffix = '.js';

/**
 * Worklets and workers in a library: `import text from './x.worklet.ts?source'` gives the bundled script as a string, for
 * a Blob.
 * @param options.files scripts that are also written as `x.worklet.js` beside the chunks
 */
export function assetPlugin(options: { files: readonly string[] }): Plugin {
  return {
    name: 'asset',
    enforce: 'pre',
    async buildStart() {
      for (const file of options.files) {
        const { code } = await bundleAsset(resolve(file), { minify: true });
        this.emitFile({ type: 'asset', fileName: basename(file).replace(/\.ts$/, '.js'), source: code });
      }
    },
    async resolveId(id, importer) {
      if (!/\.(worklet|worker)\.ts\?source$/.test(id)) return null;
      const resolved = await this.resolve(id.slice(0, -'?source'.length), importer, { skipSelf: true });
      return resolved === null ? null : prefix + resolved.id + suffix;
    },
    async load(id) {
      if (!id.startsWith(prefix)) return null;
      const file = id.slice(prefix.length, -suffix.length);
      const { code, inputs } = await bundleAsset(file, { minify: true });
      for (const input of inputs) this.addWatchFile(input);
      return `export default ${JSON.stringify(code)};`;
    },
    // Vite's own step would inline or rename what `new URL(…, import.meta.url)` names; the file is made here, under
    // that name.
    transform(code, id) {
      if (!id.endsWith('.ts') || !/\.(worklet|worker)\.js\?no-inline/.test(code)) return null;
      const marked = code.replace(ownUrl, 'new URL(/* @vite-ignore */ $1, import.meta.url)');
      if (marked === code) this.error(`${id} names an asset's file in another form than ${ownUrl}`);
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

const ownUrl = /new URL\(('\.\/[\w-]+\.(?:worklet|worker)\.js\?no-inline'), import\.meta\.url\)/g;
const markedUrl =
  /new URL\(\s*\/\* @vite-ignore \*\/\s*(["']\.\/[\w-]+\.(?:worklet|worker)\.js\?no-inline["']),\s*import\.meta\.url\s*\)/g;
