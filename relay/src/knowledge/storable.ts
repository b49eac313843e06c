/** PostgreSQL has no NUL in a text, and a half of a surrogate pair is no text at all. */
export function storable(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, ' ');
}
