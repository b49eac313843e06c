import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { complaints } from '../../../scripts/manifest/complaints.ts';
import { elementsOf, readManifest, type Element, type Manifest, type Named } from '../../../scripts/manifest/manifest.ts';
import { referencePage } from '../../../scripts/manifest/reference.ts';
import { read, sourceFiles } from './imports.ts';

const manifest = readManifest();
const elements = elementsOf(manifest);

/** The manifest with one change in <realtime-assistant>. */
function changed(change: (element: Record<string, Named[] | string | undefined>) => void): Manifest {
  const copy = structuredClone(manifest);
  const element = elementsOf(copy).find(({ tagName }) => tagName === 'realtime-assistant');
  change(element as unknown as Record<string, Named[] | string | undefined>);
  return copy;
}

describe('custom-elements.json', () => {
  it('follows the schema of its format and describes all that is public', () => {
    expect(complaints(manifest)).toEqual([]);
  });

  for (const kind of ['attributes', 'members', 'events', 'slots', 'cssParts', 'cssProperties', 'cssStates'] as const) {
    it(`fails where one of the ${kind} is not described`, () => {
      const broken = changed((element) => void delete (element[kind] as { description?: string }[])[0]!.description);
      const { name } = elements.find(({ tagName }) => tagName === 'realtime-assistant')![kind]![0]!;
      expect(complaints(broken)).toEqual([`<realtime-assistant> ${kind} "${name}" has no description`]);
    });
  }

  it('fails where nobody can tell what to write into an attribute', () => {
    const broken = changed((element) => void ((element['attributes'] as { type?: { text: string } }[])[1]!.type = { text: '' }));
    expect(complaints(broken)).toEqual([expect.stringMatching(/^<realtime-assistant> attributes "placement" has no known values/)]);
  });

  it('fails where it breaks the schema', () => {
    const broken = changed((element) => void (element['events'] = [{ name: 'realtime-open', description: 'It was opened.' }]));
    expect(complaints(broken).join()).toMatch(/events\/0 must have required property 'type'/);
  });

  const sources = sourceFiles('src/elements').map((file) => read(file));
  const found = (pattern: RegExp): string[] =>
    [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!)))].sort();
  const documented = (kind: keyof Element & `${'css' | 'e' | 's'}${string}`): string[] =>
    [...new Set(elements.flatMap((element) => ((element[kind] ?? []) as readonly Named[]).map(({ name }) => name)))].sort();

  // What the classes declare (members, attributes) the analyzer finds by itself; these it knows from the JSDoc alone.
  it('knows every slot, custom property, state and event that the elements have', () => {
    const forwarded = new Set(['icon']);
    expect(documented('slots')).toEqual(expect.arrayContaining(found(/<slot name="([\w-]+)"/g).filter((name) => !forwarded.has(name))));
    expect(documented('cssProperties')).toEqual(expect.arrayContaining(found(/var\((--realtime-[\w-]+)/g)));
    expect(documented('cssStates')).toEqual(expect.arrayContaining(found(/toggleState\([^,]+,\s*'([\w-]+)'/g)));
    const dispatched = [...found(/super\('(realtime-[\w-]+)'/g), ...eventsOfSessions()];
    expect(documented('events')).toEqual([...new Set(dispatched)].sort());
  });
});

function eventsOfSessions(): string[] {
  const files = ['src/session/session-events.ts', 'src/session/error-event.ts'];
  return files.flatMap((file) => [...read(file).matchAll(/super\('(realtime-[\w-]+)'/g)].map((match) => match[1]!));
}

it('docs/reference.md says what the manifest says; `npm run manifest` writes it', () => {
  expect(readFileSync(new URL('../../../docs/reference.md', import.meta.url), 'utf8')).toBe(referencePage(manifest));
});
