import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { elementsOf, type Element, type Manifest, type Named } from './manifest.ts';

const KINDS = ['attributes', 'members', 'events', 'slots', 'cssParts', 'cssProperties', 'cssStates'] as const;

const schemaFile = createRequire(import.meta.url).resolve('custom-elements-manifest/schema.json');
// Not strict: the schema has words of its own beside JSON Schema's.
const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(JSON.parse(readFileSync(schemaFile, 'utf8')) as object, 'cem');

function broken(definition: 'Package' | 'CustomElementDeclaration', where: string, value: unknown): string[] {
  const isValid = ajv.getSchema(definition === 'Package' ? 'cem' : `cem#/definitions/${definition}`)!;
  if (isValid(value) === true) return [];
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message}`);
}

function undocumented(element: Element): string[] {
  const missing = ({ description }: { readonly description?: string }): boolean => (description ?? '').trim() === '';
  const own = missing(element) ? [`<${element.tagName}> has no description`] : [];
  return [
    ...own,
    ...(element.attributes ?? [])
      .filter(({ type }) => type?.text === '')
      .map(({ name }) => `<${element.tagName}> attributes "${name}" has no known values; is the file of its type among the globs?`),
    ...KINDS.flatMap((kind) =>
      ((element[kind] ?? []) as readonly Named[])
        .filter(missing)
        .map(({ name }) => `<${element.tagName}> ${kind} "${name}" has no description`),
    ),
  ];
}

/**
 * What is wrong with a manifest, a line each: where it breaks the schema of the format, and what of an element's public face
 * nobody has described.
 */
export function complaints(manifest: Manifest): string[] {
  const elements = elementsOf(manifest);
  return [
    ...broken('Package', '', manifest),
    ...(elements.length === 0 ? ['it has no elements'] : []),
    // As a part of the whole, an element that breaks its schema would pass for a plain class.
    ...elements.flatMap((element) => broken('CustomElementDeclaration', `<${element.tagName}>`, element)),
    ...elements.flatMap(undocumented),
  ];
}
