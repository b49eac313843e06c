import { parseFrame } from './parse-frame.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** What a frame says of itself at its top level. */
export interface FrameHead {
  readonly type: string;
  /** Names of the top-level members, in order; a name may come twice. */
  readonly keys: readonly string[];
}

/**
 * Reads the top level of a JSON object without parsing it: a small part of what `JSON.parse` costs for an audio frame,
 * and no copy of the audio. It walks to the very end, because a second `type` would be the one that the other side
 * obeys.
 *
 * Gives `undefined` for whatever is not plain: no object, a `type` that is missing, doubled, escaped or not a string,
 * escaped names, rubbish after the object. Nested values are skipped, not checked. Ask `JSON.parse` then, see {@link
 * frameHead}.
 */
export function readFrameHead(frame: Buffer): FrameHead | undefined {
  let at = skipSpace(frame, 0);
  if (frame[at] !== OPEN_BRACE) return undefined;
  at = skipSpace(frame, at + 1);
  const keys: string[] = [];
  let type: string | undefined;
  while (frame[at] === QUOTE) {
    const keyEnd = skipString(frame, at) - 1;
    if (keyEnd < 0) return undefined;
    const key = frame.toString('latin1', at + 1, keyEnd);
    if (!isPlain(key)) return undefined;
    keys.push(key);
    at = skipSpace(frame, keyEnd + 1);
    if (frame[at] !== COLON) return undefined;
    const start = skipSpace(frame, at + 1);
    at = skipValue(frame, start);
    if (at < 0) return undefined;
    if (key === 'type') {
      if (type !== undefined || frame[start] !== QUOTE) return undefined;
      type = frame.toString('latin1', start + 1, at - 1);
      if (!isPlain(type)) return undefined;
    }
    at = skipSpace(frame, at);
    if (frame[at] === CLOSE_BRACE) {
      return type !== undefined && skipSpace(frame, at + 1) === frame.length ? { type, keys } : undefined;
    }
    if (frame[at] !== COMMA) return undefined;
    at = skipSpace(frame, at + 1);
  }
  return undefined;
}

/**
 * The same of any frame, by `JSON.parse` where it is not plain; `undefined` when it is no JSON object with a `type`.
 * Agrees with `JSON.parse` on valid JSON.
 */
export function frameHead(frame: Buffer): FrameHead | undefined {
  const head = readFrameHead(frame);
  if (head) return head;
  const event = parseFrame(frame);
  return event && { type: String(event['type']), keys: Object.keys(event) };
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === BACKSLASH) return false;
  }
  return true;
}

function skipSpace(frame: Buffer, from: number): number {
  let at = from;
  for (let byte = frame[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = frame[at]) at++;
  return at;
}

/** Index behind the value that starts at `at`, or -1. */
function skipValue(frame: Buffer, at: number): number {
  const byte = frame[at];
  if (byte === QUOTE) return skipString(frame, at);
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return skipNested(frame, at);
  let end = at;
  while (isLiteralByte(frame[end])) end++;
  return end > at ? end : -1;
}

/** Most strings are short, and `indexOf` costs more than a few steps; audio is long, and `indexOf` is much the faster. */
const nearBytes = 48;

function skipString(frame: Buffer, start: number): number {
  let from = start + 1;
  for (const near = Math.min(from + nearBytes, frame.length); from < near; from++) {
    const byte = frame[from];
    if (byte === QUOTE) return from + 1;
    if (byte === BACKSLASH) from++;
  }
  for (;;) {
    const quote = frame.indexOf(QUOTE, from);
    if (quote < 0) return -1;
    let slashes = quote;
    while (slashes > from && frame[slashes - 1] === BACKSLASH) slashes--;
    if ((quote - slashes) % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

function skipNested(frame: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < frame.length; at++) {
    const byte = frame[at];
    if (byte === QUOTE) {
      at = skipString(frame, at) - 1;
      if (at < 0) return -1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Bytes of numbers, `true`, `false` and `null`. */
function isLiteralByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45
  );
}
