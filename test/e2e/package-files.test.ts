import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { elementsOf, readManifest } from '../../scripts/manifest/manifest.ts';

const run = promisify(execFile);

const entries = ['.', './define', './react', './preact', './solid', './vue', './svelte', './testing'];

/** What of the published files can be told without a page; package.test.ts has the rest. */
describe('the package', () => {
  it.for(entries)('can be imported on a server, where there is no page: %s', async (entry) => {
    const name = `realtime-assistant${entry.slice(1)}`;
    const code = `const module = await import('${name}'); console.log(Object.keys(module).length, typeof document, typeof HTMLElement)`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
    // Nothing that others would take for a browser is left behind.
    expect(stdout.trim()).toMatch(/^[1-9]\d* undefined undefined$/);
  });

  it('makes an element’s class on a server, for those who look at it there', async () => {
    const code = `const { RealtimeAssistant } = await import('realtime-assistant/define'); console.log(RealtimeAssistant.observedAttributes.length)`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
    expect(Number(stdout)).toBeGreaterThan(30);
  });

  it('lets editors complete every element, its attributes’ values and its custom properties', async () => {
    const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(`dist/${file}`, 'utf8')) as T;
    interface Tag {
      readonly name: string;
      readonly attributes?: readonly { readonly name: string; readonly values?: readonly { readonly name: string }[] }[];
    }
    const { tags } = await read<{ tags: Tag[] }>('html-custom-data.json');
    const wanted = elementsOf(readManifest()).map(({ tagName }) => tagName);
    expect(tags.map(({ name }) => name)).toEqual(wanted);
    const placement = tags[0]!.attributes!.find(({ name }) => name === 'placement');
    expect(placement!.values!.map(({ name }) => name)).toContain('bottom-start');
    const { properties } = await read<{ properties: { name: string }[] }>('css-custom-data.json');
    expect(properties.map(({ name }) => name)).toContain('--realtime-accent');
    const { contributions } = await read<{ contributions: { html: { elements: Tag[] } } }>('web-types.json');
    expect(contributions.html.elements.map(({ name }) => name)).toEqual(wanted);
  });

  it('names no file that is not there', async () => {
    const { exports, ...manifest } = JSON.parse(await readFile('package.json', 'utf8')) as Record<string, unknown> & {
      exports: Record<string, string | { types: string; default: string }>;
    };
    const named = [
      ...Object.values(exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target))),
      ...['types', 'unpkg', 'jsdelivr', 'customElements', 'web-types'].map((field) => String(manifest[field])),
    ];
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
    const paths = (JSON.parse(stdout) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(named.map((file) => file.replace(/^\.\//, ''))));
  });

  it('holds the builds, the types and the manifest, and nothing of the workshop', async () => {
    for (const [folder, wanted] of [
      ['.', ['dist/index.js', 'dist/define.js', 'dist/testing.js', 'dist/realtime-assistant.js', 'dist/capture.worklet.js', 'dist/voice.worker.js', 'dist/voice-loop.js', 'dist/beat.worker.js', 'dist/orb.worker.js', 'dist/hold-sound.js', 'dist/types/index.d.ts', 'custom-elements.json', 'LICENSE', 'README.md']],
      ['relay', ['dist/index.js', 'dist/index.d.ts', 'bin/realtime-assistant-relay.js', 'LICENSE']],
    ] as const) {
      const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: resolve(folder) });
      const paths = (JSON.parse(stdout) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
      for (const path of wanted) expect(paths, folder).toContain(path);
      expect(paths.filter((path) => /^(?:src|test|demo|docs)\//.test(path))).toEqual([]);
    }
  });
});
