import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';
import { bundleAsset } from './bundle-asset.ts';

/**
 * The test server's twin of `asset-plugin.ts`: `x.worklet.js` is the bundle of `x.worklet.ts` beside it, and
 * `x.worklet.ts?source` a module that exports the same text; workers likewise.
 */
export function wtrAssetPlugin(): TestRunnerPlugin {
  let rootDir = '';
  return {
    name: 'asset',
    serverStart({ config }) {
      rootDir = config.rootDir;
    },
    async serve(context) {
      const path = join(rootDir, decodeURIComponent(context.path));
      if (/\.(worklet|worker)\.ts$/.test(context.path) && 'source' in context.query) {
        const { code } = await bundleAsset(path, { minify: false });
        return { body: `export default ${JSON.stringify(code)};`, type: 'js' };
      }
      if (!/\.(worklet|worker)\.js$/.test(context.path)) return undefined;
      const source = path.replace(/\.js$/, '.ts');
      if (!existsSync(source)) return undefined;
      return { body: (await bundleAsset(source, { minify: false })).code, type: 'js' };
    },
  };
}
