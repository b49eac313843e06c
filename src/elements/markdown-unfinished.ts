/** A link that is longer than this is none that is still being written. */
const HOLD_LIMIT = 300;

/**
 * An answer in the midst of being written, as it can be shown without taking anything back with the next word: emphasis
 * and code that were begun are closed; what may still turn into something else, the beginning of a link or of a table,
 * waits until it is known.
 */
export function steady(text: string): string {
  const lines = text.split('\n');
  const fence = openFence(lines);
  const last = lines.at(-1)!;
  if (fence !== undefined) {
    // What may become the end of the code, or is the name of its language.
    const isMark = /^[ >]*[`~]+$/u.test(last) || fence === lines.length - 1;
    return isMark && fence < lines.length - 1 ? lines.slice(0, -1).join('\n') : isMark ? lines.slice(0, fence).join('\n') : text;
  }
  // Code that has just ended.
  if (openFence(lines.slice(0, -1)) !== undefined) return text;
  const kept = withoutTable(withoutMarker(lines));
  if (kept.length === 0) return '';
  const begin = kept.findLastIndex((line) => line.trim() === '') + 1;
  const paragraph = finishInline(kept.slice(begin).join('\n'));
  return [...kept.slice(0, begin), paragraph].join('\n');
}

/** The line where code began that has not ended. */
function openFence(lines: readonly string[]): number | undefined {
  let open: { readonly at: number; readonly mark: string } | undefined;
  for (const [at, line] of lines.entries()) {
    const mark = /^[ >]*(?:[-*+] +|\d{1,9}[.)] +)?(`{3,}|~{3,})/u.exec(line)?.[1];
    if (mark === undefined) continue;
    if (open === undefined) open = { at, mark };
    else if (mark.startsWith(open.mark) && line.trim().replace(/^[> ]*/u, '') === mark) open = undefined;
  }
  return open?.at;
}

/** A last line that is only the beginning of a list, heading, quote or rule says nothing yet. */
function withoutMarker(lines: readonly string[]): readonly string[] {
  const last = lines.at(-1)!;
  if (/^[\s>]*(?:[-*+=#_`~>|]+|\d{1,9}[.)]?)\s*$/u.test(last)) return lines.slice(0, -1);
  const task = /^([\s>]*[-*+] )\[[ xX]?\]?\s*$/u.exec(last);
  return task === null ? lines : lines.slice(0, -1);
}

/** A table is known by its second line. */
function withoutTable(all: readonly string[]): readonly string[] {
  const lines = all.at(-1) === '' ? all.slice(0, -1) : all;
  let first = lines.length;
  while (first > 0 && lines[first - 1]!.trimStart().startsWith('|')) first--;
  return lines.length - first === 1 || (lines.length - first === 2 && !isRuler(lines.at(-1)!, lines[first]!))
    ? lines.slice(0, first)
    : all;
}

function isRuler(line: string, header: string): boolean {
  const cells = (row: string) => row.trim().replaceAll(/^\||\|$/gu, '').split('|').length;
  return /^[\s|:-]+\|?\s*$/u.test(line) && line.trimEnd().endsWith('|') && cells(line) === cells(header);
}

function finishInline(text: string): string {
  /** Marks that wait for their counterpart, with where they stand. */
  const open: { readonly mark: string; readonly at: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '\\') {
      if (at === text.length - 1) return close(text.slice(0, at), open);
      at += 2;
    } else if (char === '`') {
      const run = runOf(text, at);
      const end = closingRun(text, at + run.length, run.length);
      if (end === undefined) return finishCode(text, at, run, open);
      at = end;
    } else if (char === '[' || (char === '<' && /^<[a-z/!]/iu.test(text.slice(at, at + 2)))) {
      const end = char === '[' ? endOfLink(text, at) : text.indexOf('>', at) + 1 || undefined;
      if (end === undefined && text.length - at < HOLD_LIMIT) {
        return close(text.slice(0, char === '[' && text[at - 1] === '!' ? at - 1 : at), open);
      }
      at = end ?? at + 1;
    } else if (char === '*' || char === '_' || char === '~') {
      const run = runOf(text, at);
      at += run.length;
      // What follows decides what it is.
      if (at === text.length) return close(text.slice(0, at - run.length), open);
      toggle(text, at - run.length, run, open);
    } else at++;
  }
  return close(text, open);
}

function runOf(text: string, at: number): string {
  let end = at + 1;
  while (text[end] === text[at]) end++;
  return text.slice(at, end);
}

function closingRun(text: string, from: number, length: number): number | undefined {
  for (let at = text.indexOf('`', from); at >= 0; ) {
    const run = runOf(text, at);
    if (run.length === length) return at + length;
    at = text.indexOf('`', at + run.length);
  }
  return undefined;
}

function finishCode(text: string, at: number, run: string, open: Parameters<typeof close>[1]): string {
  const code = text.slice(at + run.length).replace(/`+$/u, '');
  return close(code.trim() === '' ? text.slice(0, at) : `${text.slice(0, at)}${run}${code}${run}`, open);
}

/** Behind `[text](address)`, or behind `[text]` where no address follows; undefined while that is not known. */
function endOfLink(text: string, at: number): number | undefined {
  const end = text.indexOf(']', at);
  if (end < 0 || end === text.length - 1) return undefined;
  if (text[end + 1] !== '(') return end + 1;
  const close = text.indexOf(')', end);
  return close < 0 ? undefined : close + 1;
}

function toggle(text: string, at: number, run: string, open: { mark: string; at: number }[]): void {
  const [before = ' ', after = ' '] = [text[at - 1], text[at + run.length]];
  const known = open.findLastIndex(({ mark }) => mark === run);
  if (known >= 0 && !/\s/u.test(before)) open.splice(known);
  else if (!/\s/u.test(after) && !/[\p{L}\p{N}]/u.test(before) && run.length <= 3) open.push({ mark: run, at });
}

/** Closes what is open; a mark without anything behind it is left out. */
function close(text: string, open: readonly { readonly mark: string; readonly at: number }[]): string {
  let result = text;
  const left = [...open];
  while (left.length > 0 && result.slice(left.at(-1)!.at + left.at(-1)!.mark.length).trim() === '') {
    result = result.slice(0, left.pop()!.at);
  }
  const end = result.trimEnd();
  return end + left.map(({ mark }) => mark).toReversed().join('') + (left.length === 0 ? result.slice(end.length) : '');
}
