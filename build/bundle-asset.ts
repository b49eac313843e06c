import { resolve } from 'node:path';
import { build } from 'esbuild';

export interface AssetBundle {
  /** One classic script without imports: what `audioWorklet.addModule` and `new Worker` take, as a file or as a Blob. */
  readonly code: string;
  /** Absolute paths of all files that went into it. */
  readonly inputs: readonly string[];
}

/** Names of the scripts that run on a thread of their own: worklets and workers. */
export const threadScript = /\.(worklet|worker)\.(ts|js)$/;

/**
 * Bundles `*.worklet.ts` or `*.worker.ts` with all that it imports.
 * @param file absolute path
 */
export async function bundleAsset(file: string, options: { minify: boolean }): Promise<AssetBundle> {
  const result = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    target: 'es2022',
    minify: options.minify,
    // package.json names the built files that do something when they are imported; these are their sources.
    ignoreAnnotations: true,
    // The licences of others whose code is in it.
    legalComments: 'inline',
    logLevel: 'silent',
  });
  const code = result.outputFiles[0]?.text;
  if (code === undefined) throw new Error(`esbuild made nothing of ${file}`);
  return { code, inputs: Object.keys(result.metafile.inputs).map((path) => resolve(path)) };
}
