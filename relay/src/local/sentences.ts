const ABBREVIATION = /(?:^|[\s(])(?:mr|mrs|ms|dr|st|no|vs|etc|e\.g|i\.e|approx|incl|tel|min|max|a\.m|p\.m|[a-z])\.$/i;

/** Splits a text at its sentences' ends and at its lines. Abbreviations and decimal points end none. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const line of text.split(/\n+/)) {
    let current = '';
    for (const piece of line.trim().split(/(?<=[.!?…]["'”’)]*)\s+/)) {
      current = current === '' ? piece : `${current} ${piece}`;
      if (ABBREVIATION.test(current) && !/\b(?:a\.m|p\.m|etc)\.$/i.test(current)) continue;
      if (current !== '') sentences.push(current);
      current = '';
    }
    if (current !== '') sentences.push(current);
  }
  return sentences;
}

/**
 * A text in pieces that are spoken one by one, so that the first is heard while the next is made. A very long sentence
 * is cut at a comma or a space: `maxLength` characters at most.
 */
export function utterancesOf(text: string, maxLength = 240): string[] {
  const utterances: string[] = [];
  for (const sentence of sentencesOf(text)) {
    let rest = sentence;
    while (rest.length > maxLength) {
      const comma = Math.max(rest.lastIndexOf(', ', maxLength), rest.lastIndexOf('; ', maxLength)) + 1;
      const space = rest.lastIndexOf(' ', maxLength);
      const cut = comma > maxLength / 3 ? comma : space > 0 ? space : maxLength;
      utterances.push(rest.slice(0, cut));
      rest = rest.slice(cut).trimStart();
    }
    if (rest !== '') utterances.push(rest);
  }
  return utterances;
}

/** Marks and addresses of written pages taken off, so that a voice can read it. */
export function speakable(text: string): string {
  return text
    .replaceAll(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<[^<>]{1,200}>/g, ' ')
    .replaceAll(/^\s*(?:#{1,6}|[-*•>]|\d+[.)])\s+/gm, '')
    .replaceAll(/[*_`~|]{1,3}/g, '')
    .replaceAll(/\bhttps?:\/\/\S+/g, 'the link on the page')
    .replaceAll(/[^\S\n]+/g, ' ')
    .trim();
}
