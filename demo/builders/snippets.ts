import type { Setting } from './manifest-settings.ts';

/** What was set, by the name of the attribute or custom property. A switch that is on is the empty string. */
export type Chosen = ReadonlyMap<string, string>;

const tag = 'realtime-assistant';
const lineWidth = 80;

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function attributesOf(settings: readonly Setting[], chosen: Chosen): string[] {
  return settings
    .filter(({ name, target }) => target === 'attribute' && chosen.has(name))
    .map(({ name }) => (chosen.get(name) === '' ? name : `${name}="${escaped(chosen.get(name)!)}"`));
}

/** The element as a page holds it. */
export function markup(settings: readonly Setting[], chosen: Chosen): string {
  const attributes = attributesOf(settings, chosen);
  const oneLine = `${[`<${tag}`, ...attributes].join(' ')}></${tag}>`;
  if (oneLine.length <= lineWidth) return oneLine;
  return `<${tag}\n  ${attributes.join('\n  ')}\n></${tag}>`;
}

export function htmlSnippet(settings: readonly Setting[], chosen: Chosen): string {
  return `<script src="realtime-assistant.js" defer></script>\n\n${markup(settings, chosen)}`;
}

/** For a bundler: the same element, made in code. */
export function jsSnippet(settings: readonly Setting[], chosen: Chosen): string {
  const lines = settings
    .filter(({ name, target }) => target === 'attribute' && chosen.has(name))
    .map(({ name }) => `assistant.setAttribute(${JSON.stringify(name)}, ${JSON.stringify(chosen.get(name))});`);
  return [
    '// npm install realtime-assistant',
    "import 'realtime-assistant/define';",
    '',
    `const assistant = document.createElement('${tag}');`,
    ...lines.map((line) => line.replaceAll(/"((?:[^"\\']|\\.)*)"/g, "'$1'")),
    'document.body.append(assistant);',
  ].join('\n');
}

export function cssSnippet(settings: readonly Setting[], chosen: Chosen): string {
  const lines = settings
    .filter(({ name, target }) => target === 'style' && chosen.has(name))
    .map(({ name }) => `  ${name}: ${chosen.get(name)};`);
  return lines.length === 0 ? `/* No custom property is set. */` : `${tag} {\n${lines.join('\n')}\n}`;
}

/** The settings as the part of an address behind `#`. */
export function toHash(chosen: Chosen): string {
  return new URLSearchParams([...chosen]).toString();
}

/** Settings out of an address: only those that there are, and of a choice only what it offers. */
export function fromHash(hash: string, settings: readonly Setting[]): Map<string, string> {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const chosen = new Map<string, string>();
  for (const { name, control } of settings) {
    const value = given.get(name);
    if (value === null || value.length > 500) continue;
    if (control.kind === 'choice' && !control.values.includes(value)) continue;
    chosen.set(name, control.kind === 'switch' ? '' : value);
  }
  return chosen;
}
