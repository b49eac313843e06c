import { elementsOf, type Attribute, type Element, type Manifest, type Member, type Named } from './manifest.ts';

const HEAD = `# Reference

Every attribute, property, method, event, slot, part, custom property and state, from [\`custom-elements.json\`](../custom-elements.json).
Written by \`npm run manifest\`: change the words in src/elements. [The elements](elements.md) says how they fit together, [theming](theming.md)
how to change their looks, [frameworks](frameworks.md) how to write them in React, Preact, Solid, Vue and Svelte.
`;

/** In a cell a line break would end the row and a bar the cell. */
const cell = (text = ''): string => text.replaceAll(/\s*\n\s*/gu, ' ').replaceAll('|', '\\|');
const code = (text: string): string => `\`${cell(text)}\``;
const kind = (text: string | undefined): string => (text === undefined ? '' : code(text.replaceAll(/\s+/gu, ' ')));
const byDefault = (text: string | undefined): string => (text === undefined ? '' : code(text.replaceAll("'", '')));

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `\n### ${title}\n\n${lines.join('\n')}\n`;
}

const values = (text: string | undefined): string =>
  (text ?? 'string')
    .split(' | ')
    .map((each) => (each === 'boolean' ? 'present or not' : each.startsWith("'") ? code(each.slice(1, -1)) : each))
    .join(' ');

function signature({ name, parameters = [], return: result }: Member): string {
  const list = parameters.map((each) => `${each.name}${each.optional ? '?' : ''}: ${each.type?.text ?? 'unknown'}`);
  return `${name}(${list.join(', ')}): ${result?.type?.text ?? 'void'}`.replaceAll(/\s+/gu, ' ');
}

function attributes(list: readonly Attribute[]): string {
  const rows = list.map(({ name, type, default: preset, fieldName, description }) => [
    code(name),
    fieldName === undefined || fieldName === name ? '' : code(fieldName),
    values(type?.text),
    byDefault(preset),
    cell(description),
  ]);
  return table('Attributes', ['attribute', 'property', 'values', 'default', ''], rows);
}

function properties(members: readonly Member[]): string {
  const rows = members
    .filter((each) => each.kind === 'field' && each.attribute === undefined)
    .map(({ name, type, readonly, description }) => [code(name), kind(type?.text), `${readonly ? 'Read only. ' : ''}${cell(description)}`]);
  return table('Properties without an attribute', ['property', 'type', ''], rows);
}

const named = (title: string, head: string, list: readonly Named[] = [], show = (name: string) => code(name)): string =>
  table(title, [head, ''], list.map(({ name, description }) => [show(name), cell(description)]));

function section(element: Element): string {
  const { tagName, name, description = '', members = [], events = [], cssProperties = [] } = element;
  return [
    `\n## \`<${tagName}>\`\n\n${description}\n\nClass \`${name}\`.\n`,
    attributes(element.attributes ?? []),
    properties(members),
    table(
      'Methods',
      ['method', ''],
      members.filter((each) => each.kind === 'method').map((each) => [code(signature(each)), cell(each.description)]),
    ),
    table('Events', ['event', 'class', ''], events.map((each) => [code(each.name), kind(each.type?.text), cell(each.description)])),
    named('Slots', 'slot', element.slots, (slot) => (slot === '' ? '(default)' : code(slot))),
    table(
      'Custom properties',
      ['custom property', 'default', ''],
      cssProperties.map((each) => [code(each.name), byDefault(each.default), cell(each.description)]),
    ),
    named('States', 'state', element.cssStates, (state) => code(`:state(${state})`)),
    named('Parts', 'part', element.cssParts, (part) => code(`::part(${part})`)),
  ].join('');
}

/** The text of docs/reference.md. */
export function referencePage(manifest: Manifest): string {
  const elements = elementsOf(manifest);
  const list = elements.map(({ tagName }) => `[\`<${tagName}>\`](#${tagName})`).join(' · ');
  return `${HEAD}\n${list}\n${elements.map(section).join('')}`;
}
