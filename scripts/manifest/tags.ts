import { elementsOf, propertiesOf, type Attribute, type Element, type Manifest } from './manifest.ts';

const HEAD = `/*
 * The elements as frameworks see them, made from custom-elements.json at build time. A property goes by its own name and takes values of
 * any kind; an attribute that is spelled otherwise takes what can be written in HTML: \`auto-start=""\`, or \`autoStart={condition}\`.
 */
`;

const comment = (text = '', indent = '  '): string => `${indent}/** ${text.replaceAll('*/', '* /').replaceAll(/\s*\n\s*/gu, ' ')} */\n`;
const key = (name: string): string => (/^\w+$/u.test(name) ? name : `'${name}'`);

/** What can be written in HTML: a boolean attribute is present or not, a number is written in digits. */
function asWritten({ type }: Attribute): string {
  if (type?.text === 'boolean') return "'' | true";
  return type?.text === 'number' ? 'number | `${number}`' : (type?.text ?? 'string');
}

function propsOf(element: Element): string {
  const { name, tagName, attributes = [] } = element;
  const fields = propertiesOf(element);
  const own = new Set(fields.map((field) => field.name));
  const written = new Map(attributes.map((attribute) => [attribute.name, attribute]));
  const lines = [
    ...fields.map((field) => {
      const number = written.get(field.name)?.type?.text === 'number' ? ' | `${number}`' : '';
      return `${comment(field.description)}  ${field.name}?: ${name}['${field.name}']${number} | undefined;\n`;
    }),
    ...attributes
      .filter((attribute) => !own.has(attribute.name))
      .map((attribute) => `${comment(attribute.description)}  ${key(attribute.name)}?: ${asWritten(attribute)} | undefined;\n`),
  ];
  return `/** What an author sets on \`<${tagName}>\`. */\nexport interface ${name}Props {\n${lines.join('')}}\n`;
}

function eventsOf({ name, tagName, events = [] }: Element): string {
  const lines = events.map((event) => `${comment(event.description)}  '${event.name}': ${event.type?.text};\n`);
  return `/** What \`<${tagName}>\` dispatches, by name. */\nexport interface ${name}Events {\n${lines.join('')}}\n`;
}

/** The text of a module of types: \`RealtimeTags\`, the elements by tag, each with its class, properties and events. */
export function tagTypes(manifest: Manifest): string {
  const elements = elementsOf(manifest);
  const classes = elements.map(({ name }) => name);
  const events = elements.flatMap((element) => (element.events ?? []).map(({ type }) => type!.text));
  const names = [...new Set([...classes, ...events])].sort();
  const tags = elements.map(
    ({ tagName, name, description }) =>
      `${comment(description)}  '${tagName}': { element: ${name}; props: ${name}Props; events: ${name}Events };\n`,
  );
  return [
    HEAD,
    `import type {\n${names.map((name) => `  ${name},\n`).join('')}} from './index.js';\n`,
    ...elements.flatMap((element) => [propsOf(element), eventsOf(element)]),
    `/** The elements by tag. */\nexport interface RealtimeTags {\n${tags.join('')}}\n`,
    `/** A listener for each event, under \`Prefix\` and its name. */
export type Listeners<Tag extends keyof RealtimeTags, Prefix extends string> = {
  [Name in keyof RealtimeTags[Tag]['events'] & string as \`\${Prefix}\${Name}\`]?:
    | ((event: RealtimeTags[Tag]['events'][Name] & { readonly currentTarget: RealtimeTags[Tag]['element'] }) => void)
    | undefined;
};
`,
  ].join('\n');
}
