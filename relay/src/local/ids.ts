import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Lengths as recorded: `item_E6U0xpLmn5e80rVGpEeKv`, `call_uMNE0Myi2tDTPu0w`. */
const LENGTHS = { event: 21, item: 21, resp: 21, conv: 21, sess: 21, call: 16, rtc: 21, ek: 32 } as const;

/** A fresh id in the service's shape: the kind, an underscore, then letters and digits. */
export function createId(kind: keyof typeof LENGTHS): string {
  return `${kind}_${randomText(LENGTHS[kind])}`;
}

/**
 * The `obfuscation` that the service puts beside a text delta so that the frame's size does not tell the token:
 * delta and padding together are a multiple of 16 characters long.
 */
export function obfuscationFor(delta: string): string {
  return randomText((16 - (delta.length % 16)) % 16);
}

function randomText(length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += ALPHABET[byte % ALPHABET.length];
  return text;
}
