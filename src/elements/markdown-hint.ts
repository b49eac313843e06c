/** What no sentence has by chance: emphasis, code, links, addresses, or a line that begins as a block does. */
const MARKS =
  /\*\*|__|~~|`|\]\(|https?:\/\/|(?:^|[\s(])[*_][^\s*_]|^[ ]{0,3}(?:#{1,6}[ ]|[-*+][ ]|\d{1,9}[.)][ ]|>|\||-{3,}[ ]*$)/mu;

/** Whether a text may be Markdown. Only then is a parser worth loading: most answers are plain sentences. */
export function hasMarkdown(text: string): boolean {
  return MARKS.test(text);
}
