import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';
import { bundleWorklet, threadScript } from './bundle-worklet.ts';

/**
 * The test server's twin of `worklet-plugin.ts`: `x.worklet.js` is the bundle of `x.worklet.ts` beside it, and
 * `x.worklet.ts?source` a module that exports the same text; workers (`x.worker.js`) likewise.
 */
export function wtrWorkletPlugin(): TestRunnerPlugin {
  let rootDir = '';
  return {
    name: 'worklet',
    serverStart({ config }) {
      rootDir = config.rootDir;
    },
    async serve(context) {
      const path = join(rootDir, decodeURIComponent(context.path));
      if (!threadScript.test(context.path)) return undefined;
      if (context.path.endsWith('.ts') && 'source' in context.query) {
        const { code } = await bundleWorklet(path, { minify: false });
        return { body: `export default ${JSON.stringify(code)};`, type: 'js' };
      }
      if (!context.path.endsWith('.js')) return undefined;
      const source = path.replace(/\.js$/, '.ts');
      if (!existsSync(source)) return undefined;
      return { body: (await bundleWorklet(source, { minify: false })).code, type: 'js' };
    },
  };
}
