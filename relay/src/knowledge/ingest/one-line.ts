/** One line of text, whatever its source broke it into. */
export function oneLine(text: string): string {
  // Soft hyphens and zero-width characters are typesetting: they split words for the index and for a voice.
  return text
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/gu, '')
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
}

/** A list item or a table row is read aloud after others: without a full stop they would run into one another. */
export function asSentence(text: string): string {
  return text === '' || /[.!?:;…。！？]["'”’)\]]*$/u.test(text) ? text : `${text}.`;
}
