import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Prints the hash that a script tag takes as `integrity`, and writes those of all files for script tags to `integrity.json`. */
export function integrity(): Plugin {
  return {
    name: 'integrity',
    apply: 'build',
    enforce: 'post',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        const names = (await readdir(dir!)).filter((name) => /^realtime-assistant\b.*\.m?js$/.test(name)).toSorted();
        const hash = async (name: string): Promise<[string, string]> => {
          const bytes = await readFile(join(dir!, name));
          return [name, `sha384-${createHash('sha384').update(bytes).digest('base64')}`];
        };
        const hashes = Object.fromEntries(await Promise.all(names.map(hash)));
        await writeFile(join(dir!, 'integrity.json'), `${JSON.stringify(hashes, null, 2)}\n`);
        console.log(`integrity of realtime-assistant.js: ${hashes['realtime-assistant.js']}`);
      },
    },
  };
}
