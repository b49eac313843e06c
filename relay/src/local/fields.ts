/** What the client did wrong; it reaches it as an `error` event and the session lives on. */
export class ClientMistake extends Error {
  override readonly name = 'ClientMistake';
  readonly code: string | null;
  readonly param: string | null;

  constructor(code: string | null, message: string, param: string | null = null) {
    super(message);
    this.code = code;
    this.param = param;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** Checks of untrusted JSON, each with the service's own wording and the path of the field. */
export function object(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrongType(value, path, 'an object');
}

export function list(value: unknown, path: string, maxLength: number): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(value, path, 'an array');
  if (value.length <= maxLength) return value;
  throw new ClientMistake(
    'array_above_max_length',
    `Invalid '${path}': array too long. Expected an array with maximum length ${maxLength}, but got an array with length ${value.length} instead.`,
    path,
  );
}

export function text(value: unknown, path: string, maxLength = 1_000_000): string {
  if (typeof value !== 'string') throw wrongType(value, path, 'a string');
  if (value.length <= maxLength) return value;
  throw new ClientMistake(
    'string_above_max_length',
    `Invalid '${path}': string too long. Expected a string with maximum length ${maxLength}, but got a string with length ${value.length} instead.`,
    path,
  );
}

export function flag(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw wrongType(value, path, 'a boolean');
  return value;
}

export function number(value: unknown, path: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(value, path, 'a number');
  if (value < min) throw outside(path, 'below_min_value', `>= ${min}`, value);
  if (value > max) throw outside(path, 'above_max_value', `<= ${max}`, value);
  return value;
}

export function integer(value: unknown, path: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, path, 'an integer');
  return number(value, path, min, max);
}

export function oneOf<const Value extends string>(value: unknown, path: string, allowed: readonly Value[]): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  if (typeof value !== 'string') throw wrongType(value, path, `one of ${quoted(allowed)}`);
  throw invalid(`Invalid value: '${value.slice(0, 64)}'. Supported values are: ${quoted(allowed)}.`, path);
}

export function required(fields: Fields, key: string, path: string): unknown {
  const value = fields[key];
  if (value === undefined)
    throw new ClientMistake('missing_required_parameter', `Missing required parameter: '${path}'.`, path);
  return value;
}

export function onlyKnown(fields: Fields, known: readonly string[], path: string): void {
  for (const key of Object.keys(fields)) {
    if (known.includes(key)) continue;
    const param = path === '' ? key.slice(0, 64) : `${path}.${key.slice(0, 64)}`;
    throw new ClientMistake('unknown_parameter', `Unknown parameter: '${param}'.`, param);
  }
}

export function invalid(message: string, param: string | null): ClientMistake {
  return new ClientMistake('invalid_value', message, param);
}

export function quoted(values: readonly string[]): string {
  const all = values.map((value) => `'${value}'`);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`;
}

function wrongType(value: unknown, path: string, expected: string): ClientMistake {
  const got =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'an array'
        : typeof value === 'object'
          ? 'an object'
          : `a ${typeof value}`;
  return new ClientMistake(
    'invalid_type',
    `Invalid type for '${path}': expected ${expected}, but got ${got} instead.`,
    path,
  );
}

function outside(
  path: string,
  kind: 'below_min_value' | 'above_max_value',
  bound: string,
  value: number,
): ClientMistake {
  const side = kind === 'below_min_value' ? 'below minimum' : 'above maximum';
  return new ClientMistake(
    `decimal_${kind}`,
    `Invalid '${path}': decimal ${side} value. Expected a value ${bound}, but got ${value} instead.`,
    path,
  );
}
