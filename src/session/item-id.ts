const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An item id of the service's own form; it takes a client's id of up to 32 characters. */
export function newItemId(): string {
  // `crypto.randomUUID` is missing on pages without HTTPS, `getRandomValues` is not.
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return `item_${Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;
}
