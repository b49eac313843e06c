/**
 * Allowed fields: `true` takes the value as it is, a function only a value that it says yes to, a nested list looks into
 * an object (null passes, to clear the field).
 */
export type FieldList = { readonly [field: string]: true | ((value: unknown) => boolean) | FieldList };

/**
 * Copies of `value` what `fields` allows. The path of everything else, such as `session.instructions`, is added to
 * `dropped`. A string or number where a nested list stands passes: some fields take either (`voice`); only an array
 * is dropped.
 */
export function pickFields(
  value: Readonly<Record<string, unknown>>,
  fields: FieldList,
  path: string,
  dropped: string[],
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const rule = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (rule === undefined) {
      // The name is the browser's own text: cut, so that an answer to it stays small.
      dropped.push(`${path}.${key.slice(0, 100)}`);
    } else if (typeof rule === 'function') {
      if (rule(inner)) picked[key] = inner;
      else dropped.push(`${path}.${key}`);
    } else if (rule === true || inner === null || typeof inner !== 'object') {
      picked[key] = inner;
    } else if (isWireObject(inner)) {
      picked[key] = pickFields(inner, rule, `${path}.${key}`, dropped);
    } else {
      dropped.push(`${path}.${key}`);
    }
  }
  return picked;
}

export function isWireObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
