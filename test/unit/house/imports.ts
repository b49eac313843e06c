import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));

export interface Import {
  /** Path of the importing file, from the house's root. */
  readonly from: string;
  /** Path of the imported file from the house's root, or a package's name. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Source files under a folder of the house, from its root; none where the folder is not there. */
export function sourceFiles(folder: string): string[] {
  if (!existsSync(join(HOUSE, folder))) return [];
  return readdirSync(join(HOUSE, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sourceFiles(path);
    return /\.(ts|mts|js|mjs)$/.test(entry.name) ? [path] : [];
  });
}

export function read(path: string): string {
  return readFileSync(join(HOUSE, path), 'utf8');
}

/** What stands before `from`: a default or a namespace, names in braces, or both. */
const CLAUSE = String.raw`(?:[\w$*]+(?:\s+as\s+[\w$]+)?\s*,?\s*)?(?:\{[^}]*\})?`;
/** `import 'x'`, and everything that ends in `from 'x'`. */
const STATEMENT = new RegExp(
  String.raw`^[ \t]*(?:import|export)\s+(?:(type\s+)?(${CLAUSE})\s*from\s*)?['"]([^'"]+)['"]`,
  'gm',
);
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g;
/** `new URL('./x.ts', import.meta.url)`: how worklets and workers are named. */
const ASSET = /\bnew URL\(\s*['"](\.[^'"]+)['"],\s*import\.meta\.url/g;

/** What a file imports. An import of which every name is a type is one of types. */
export function importsOf(path: string): Import[] {
  const source = read(path).replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const target = (specifier: string): string => {
    if (!specifier.startsWith('.')) return specifier;
    const to = normalize(join(dirname(path), specifier.replace(/\?.*$/, '')));
    // NodeNext writes `.js` for the file that will be there after the build.
    return path.startsWith('relay/') ? to.replace(/\.js$/, '.ts') : to;
  };
  const onlyTypes = (names: string): boolean => {
    const list = /^\{([^}]*)\}$/
      .exec(names.trim())?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    return list !== undefined && list.length > 0 && list.every((name) => name.startsWith('type '));
  };
  return [
    ...[...source.matchAll(STATEMENT)].map(([, type, names, to]) => ({
      from: path,
      to: target(to!),
      typeOnly: type !== undefined || onlyTypes(names ?? ''),
    })),
    ...[...source.matchAll(DYNAMIC), ...source.matchAll(ASSET)].map(([, to]) => ({
      from: path,
      to: target(to!),
      typeOnly: false,
    })),
  ];
}
