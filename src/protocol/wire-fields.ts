/** A JSON object as it came over the wire: every field is anybody's guess. */
export type WireObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectField(object: WireObject, name: string): WireObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

/** The field if it is a string, else null. */
export function stringField(object: WireObject, name: string): string | null {
  const value = object[name];
  return typeof value === 'string' ? value : null;
}

/**
 * What the table says of the field's value. A table is asked by its own keys alone: `constructor` is nobody's status.
 */
export function choiceField<T>(object: WireObject, name: string, table: Readonly<Record<string, T>>): T | null {
  const value = stringField(object, name);
  return value !== null && Object.hasOwn(table, value) ? table[value]! : null;
}

/** The field if it is a finite number, else 0. */
export function numberField(object: WireObject, name: string): number {
  const value = object[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

export function listField(object: WireObject, name: string): readonly WireObject[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter((entry) => isObject(entry)) : [];
}

/** The first of these fields that is no string, or an empty one; null: all are there. */
export function requiredField(object: WireObject, ...names: readonly string[]): string | null {
  return names.find((name) => (stringField(object, name) ?? '') === '') ?? null;
}
