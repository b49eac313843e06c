import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Type-checks every room with its own library: each folder that holds a `tsconfig*.json` is one. The walls of the house are
 * these files: the pure rooms have no DOM, the worklets no window, the relay no browser. The examples are checked with their own
 * frameworks' compilers, see test/e2e/framework-types.test.ts.
 */
function findProjects(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: false }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOwn = !['node_modules', 'dist', 'examples'].includes(entry.name) && !entry.name.startsWith('.');
      return isOwn ? findProjects(path) : [];
    }
    return /^tsconfig(\..+)?\.json$/.test(entry.name) ? [path] : [];
  });
}

let failed = false;
for (const project of findProjects('.')) {
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project, '--noEmit'], {
    encoding: 'utf8',
  });
  if (status === 0) continue;
  failed = true;
  console.error(`${project}\n${stdout}`);
}
process.exitCode = failed ? 1 : 0;
