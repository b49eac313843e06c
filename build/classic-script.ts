import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;

/** The parts of a syntax tree that are looked for. */
interface Statement {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly specifiers?: readonly { readonly local: { readonly name: string }; readonly exported: { readonly name: string } }[];
}

/**
 * Makes classic scripts of a module and of what it loads later, since bundlers split modules alone. The entry becomes one function
 * that runs at once; each later file hands in a function that is called with what the entry has in common with it. Nothing is
 * evaluated from text, so a policy that lets the script's host in is enough.
 *
 * The text of the code keeps its length and place, so the source maps stay true.
 *
 * @param options.globalName under which the entry's exports stand
 */
export function classicScript({ globalName }: { globalName: string }): Plugin {
  return {
    name: 'classic-script',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((one): one is Chunk => one.type === 'chunk');
        const entry = chunks.find(({ isEntry }) => isEntry)!;
        const statements = ({ code }: Chunk): readonly Statement[] => (this.parse(code) as unknown as { body: Statement[] }).body;
        const version = createHash('sha256').update(chunks.map(({ code }) => code).join('')).digest('hex').slice(0, 8);

        const lent = new Set<string>();
        for (const chunk of chunks) {
          if (chunk === entry) continue;
          const others = chunk.imports.filter((name) => name !== entry.fileName);
          if (others.length > 0) {
            const modules = others.flatMap((name) => chunks.find(({ fileName }) => fileName === name)!.moduleIds);
            this.error(`${chunk.fileName} shares ${modules.join(', ')} with others; put it into the entry`);
          }
          const body = statements(chunk);
          let code = withoutExports(loadingBy(loader, chunk.code), body, 'return');
          for (const { type, start, end } of body) {
            if (type !== 'ImportDeclaration') continue;
            const names = /\{(.*)\}/s.exec(chunk.code.slice(start, end))?.[1] ?? '';
            for (const name of names.split(',')) lent.add(name.split(' as ')[0]!.trim());
            code = put(code, start, end, `const{${names.replaceAll(' as ', ':')}}=$;`);
          }
          const id = JSON.stringify(`${chunk.fileName}@${version}`);
          wrap(chunk, bundle, `(globalThis.${registry}??={})[${id}]=$=>{"use strict";const ${loader}=$.${loader};`, code, '};');
        }

        const body = statements(entry);
        const exported = new Map(exportsOf(body));
        // What is exported for the other files alone has got a name of one or two letters.
        const isPublic = (name: string): boolean => !lent.has(name) || name.length > 2;
        const code = withoutExports(loadingBy(loader, entry.code), body, 'return', isPublic);
        const shared = [loader, ...[...lent].map((name) => `${JSON.stringify(name)}:${exported.get(name)}`)].join();
        wrap(entry, bundle, `var ${globalName}=(()=>{"use strict";${loaderCode(version)}`, code, `;function ${sharedName}(){return{${shared}}}})();`);
      },
    },
  };
}

const registry = '__realtimeAssistantFiles';
/** As long as `import`, in whose place it stands. */
const loader = '__load';
const sharedName = '__lent';

/** By import() where the host sends CORS headers, else by a script element. A file of another version is none. */
function loaderCode(version: string): string {
  return `const __at=document.currentScript?.src,__got={},${loader}=name=>__got[name]??=(async()=>{const url=new URL(name,__at).href,\
id=name.slice(2)+"@${version}",all=globalThis.${registry}??={};all[id]||await import(url).catch(()=>{});\
all[id]||await new Promise((ok,no)=>{const s=document.createElement("script");s.src=url;s.onload=ok;\
s.onerror=()=>no(Error(url+" did not load"));document.head.append(s)});\
return all[id](${sharedName}())})().catch(error=>{delete __got[name];throw error});`;
}

function loadingBy(name: string, code: string): string {
  return code.replaceAll(/\bimport\((?=[`"']\.\/)/g, `${name}(`);
}

function exportsOf(body: readonly Statement[]): [exported: string, local: string][] {
  return body
    .filter(({ type }) => type === 'ExportNamedDeclaration')
    .flatMap(({ specifiers = [] }) => specifiers.map(({ local, exported }): [string, string] => [exported.name, local.name]));
}

function withoutExports(
  code: string,
  body: readonly Statement[],
  word: string,
  wanted: (name: string) => boolean = () => true,
): string {
  const named = exportsOf(body).filter(([name]) => wanted(name));
  const last = body.findLast(({ type }) => type === 'ExportNamedDeclaration');
  if (last === undefined || body.some(({ type, end }) => type.startsWith('Export') && end > last.end)) {
    throw new Error('a chunk without one list of exports at its end');
  }
  return `${code.slice(0, last.start)}${word}{${named.map(([name, local]) => `${name}:${local}`).join()}}`;
}

/** In the place of other text, which was longer. */
function put(code: string, start: number, end: number, text: string): string {
  if (text.length > end - start) throw new Error(`longer than what it replaces: ${text}`);
  return code.slice(0, start) + text.padEnd(end - start) + code.slice(end);
}

/** A line before and one behind; the map, which is a file already, learns of the first. */
function wrap(chunk: Chunk, bundle: Rolldown.OutputBundle, before: string, code: string, after: string): void {
  const comment = /^\/\/# sourceMappingURL=.*$/m.exec(chunk.code)?.[0] ?? '';
  chunk.code = `${before}\n${code}\n${after}\n${comment}`;
  const map = bundle[`${chunk.fileName}.map`];
  if (map?.type !== 'asset') return;
  const told = JSON.parse(String(map.source)) as { mappings: string };
  map.source = JSON.stringify({ ...told, mappings: `;${told.mappings}` });
}
