import { UnreadableError } from './document-text.js';

/**
 * Text of a file that may be UTF-8, UTF-16 with its mark, what it declares to be, or else Windows-1252: the fallback of
 * browsers, in which every byte has a meaning.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const text = decode(bytes, declared);
  // A picture or a program under a name that ends in .txt; no text has a NUL in it.
  if (text.includes('\0')) throw new UnreadableError('is no text, in spite of its name: correct the file extension');
  return text;
}

function decode(bytes: Uint8Array, declared: string | undefined): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8.
  }
  try {
    return new TextDecoder(declared ?? 'windows-1252').decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
