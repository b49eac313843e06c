import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface ScriptBundle {
  /** Sources, from the demo's folder, by the name that the script is served under, without its ending. */
  readonly entries: Readonly<Record<string, string>>;
  /** Folder on the site that all of it is served from, such as `/build`. */
  readonly under: string;
  /** Whether they are modules that share their pieces, or each one classic script. Default: modules. */
  readonly classic?: boolean;
  /** Names in the sources that stand for a piece of code. */
  readonly define?: Readonly<Record<string, string>>;
}

/**
 * Bundles scripts of the demo's pages, which import the package as any project does that has it from npm. With modules come
 * the package's worklets and workers, which it looks for beside them.
 * @throws an Error that names the file at fault.
 */
export async function bundleScripts({ entries, under, classic = false, define = {} }: ScriptBundle): Promise<Map<string, Buffer>> {
  // Never written to: it gives the files their names.
  const outdir = join(root, 'out');
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, 'demo', file)])),
    bundle: true,
    write: false,
    absWorkingDir: root,
    outdir,
    format: classic ? 'iife' : 'esm',
    splitting: !classic,
    chunkNames: 'parts/[name]-[hash]',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    define,
    // Instead of the house's own file, which leads the package's name to its source.
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [under + path.slice(outdir.length).replaceAll('\\', '/'), Buffer.from(contents)]),
  );
  if (classic) return files;
  const folder = join(root, 'dist');
  const threads = (await readdir(folder)).filter((name) => /\.(?:worklet|worker)\.js$/.test(name));
  for (const name of threads) {
    const body = await readFile(join(folder, name));
    // Beside the script that names them, which may be an entry or a piece.
    for (const place of [under, `${under}/parts`]) files.set(`${place}/${basename(name)}`, body);
  }
  return files;
}
