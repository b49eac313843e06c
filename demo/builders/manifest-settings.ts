/*
 * What can be set on the element, read out of `custom-elements.json`: nothing here knows a setting by its name, so that a
 * new one shows by itself.
 */

export interface ManifestEntry {
  readonly name: string;
  readonly description?: string;
  readonly type?: { readonly text?: string };
  readonly default?: string;
  readonly fieldName?: string;
  readonly readonly?: boolean;
  readonly attribute?: string;
  readonly kind?: string;
}

export interface ElementManifest {
  readonly tagName?: string;
  readonly attributes?: readonly ManifestEntry[];
  readonly members?: readonly ManifestEntry[];
  readonly cssProperties?: readonly ManifestEntry[];
}

export interface Manifest {
  readonly modules: readonly { readonly declarations?: readonly ElementManifest[] }[];
}

export type Control =
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'number' }
  | { readonly kind: 'text' }
  /** A text for which some values are suggested. */
  | { readonly kind: 'colour' }
  | { readonly kind: 'length' };

export interface Setting {
  /** Name of the attribute or custom property. */
  readonly name: string;
  readonly target: 'attribute' | 'style';
  readonly description: string;
  readonly control: Control;
  /** What holds when it is not set; empty where the docs do not say. */
  readonly standard: string;
}

/** A property that no attribute can carry: a function, an object, or what only the page knows. */
export interface PropertyNote {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

function elementNamed(manifest: Manifest, tag: string): ElementManifest {
  const found = manifest.modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName === tag);
  if (!found) throw new Error(`custom-elements.json knows no <${tag}>.`);
  return found;
}

/** All that a style sheet can set: the element's own custom properties, and those of the parts that are not among them. */
export function readSettings(manifest: Manifest, tag: string): Setting[] {
  const { attributes = [] } = elementNamed(manifest, tag);
  const properties = new Map<string, ManifestEntry>();
  const elements = manifest.modules.flatMap(({ declarations = [] }) => declarations);
  const own = elements.filter(({ tagName }) => tagName === tag);
  for (const { cssProperties = [] } of [...own, ...elements]) {
    for (const entry of cssProperties) if (!properties.has(entry.name)) properties.set(entry.name, entry);
  }
  return [
    ...attributes.map((entry) => setting(entry, 'attribute', controlOf(entry))),
    ...[...properties.values()].map((entry) => setting(entry, 'style', styleControlOf(entry))),
  ];
}

export function readPropertyNotes(manifest: Manifest, tag: string): PropertyNote[] {
  const { members = [], attributes = [] } = elementNamed(manifest, tag);
  const asAttributes = new Set(attributes.map(({ fieldName }) => fieldName));
  return members
    .filter(({ kind, name, attribute }) => kind === 'field' && attribute === undefined && !asAttributes.has(name))
    .map(({ name, type, description = '' }) => ({ name, type: type?.text ?? '', description }));
}

function setting(entry: ManifestEntry, target: Setting['target'], control: Control): Setting {
  const { name, description = '', default: standard = '' } = entry;
  return { name, target, description: description.replaceAll(/\s+/g, ' '), control, standard: unquoted(standard) };
}

/** By its type; where that is the name of another type, by the values in code that its description lists. */
export function controlOf({ type, description = '' }: ManifestEntry): Control {
  const members = (type?.text ?? '').split('|').map((member) => member.trim()).filter((member) => member !== 'undefined' && member !== 'null');
  const literals = members.filter((member) => /^'[^']*'$/.test(member)).map(unquoted);
  if (members.length === 1 && members[0] === 'boolean') return { kind: 'switch' };
  if (members.length === 1 && members[0] === 'number') return { kind: 'number' };
  if (literals.length > 0) return { kind: 'choice', values: literals };
  if (members.includes('string') || members.length === 0) return { kind: 'text' };
  const told = [...description.matchAll(/`([a-z][a-z0-9-]*)`/g)].map(([, value]) => value!);
  return told.length > 1 ? { kind: 'choice', values: [...new Set(told)] } : { kind: 'text' };
}

const colours = /colou?r|accent|surface|text|border|danger|bubble|background$/;
const lengths = /radius|space|size|width|height|offset|gutter/;

/** By its name, which says what it is: the manifest has no types for custom properties. */
export function styleControlOf({ name }: ManifestEntry): Control {
  const last = name.replace(/^--realtime-/, '');
  if (lengths.test(last)) return { kind: 'length' };
  if (/motion|z-index/.test(last)) return { kind: 'number' };
  return colours.test(last) ? { kind: 'colour' } : { kind: 'text' };
}

function unquoted(text: string): string {
  return text.replace(/^'(.*)'$/, '$1');
}
