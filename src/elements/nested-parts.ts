/**
 * The value of `exportparts` for an element inside another: its own parts as `prefix__name`, and what it exports
 * already (a name with `__` in it) as it is, so that a name is the same however deep it lies.
 */
export function nestedParts(prefix: string, names: readonly string[]): string {
  return names.map((name) => (name.includes('__') ? name : `${name}:${prefix}__${name}`)).join(', ');
}

/** The names under which `nestedParts` exports them. */
export function exportedNames(prefix: string, names: readonly string[]): string[] {
  return names.map((name) => (name.includes('__') ? name : `${prefix}__${name}`));
}
