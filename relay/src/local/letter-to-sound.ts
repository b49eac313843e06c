/**
 * Pronunciations for words that the recogniser's dictionary (CMUdict) does not have: names and coinages of a site.
 * Plain greedy rules of English spelling, longest first, in CMU phones. They are a guess, good enough for a word that is
 * the only one of its kind in a grammar; a word without a vowel is spelled out letter by letter.
 */
const RULES: readonly (readonly [pattern: RegExp, phones: string])[] = (
  [
    ['tion\\b', 'SH AH N'],
    ['sion\\b', 'ZH AH N'],
    ['ture\\b', 'CH ER'],
    ['ough', 'AO'],
    ['augh', 'AO'],
    ['eigh', 'EY'],
    ['igh', 'AY'],
    ['tch', 'CH'],
    ['dge', 'JH'],
    ['sch', 'S K'],
    ['que\\b', 'K'],
    ['ious\\b', 'IY AH S'],
    ['ous\\b', 'AH S'],
    ['ing\\b', 'IH NG'],
    ['^kn', 'N'],
    ['^wr', 'R'],
    ['^ps', 'S'],
    ['^x', 'Z'],
    ['ck', 'K'],
    ['ch', 'CH'],
    ['sh', 'SH'],
    ['th', 'TH'],
    ['ph', 'F'],
    ['wh', 'W'],
    ['gh', 'G'],
    ['qu', 'K W'],
    ['ng', 'NG'],
    ['ee', 'IY'],
    ['ea', 'IY'],
    ['ie\\b', 'IY'],
    ['ie', 'IY'],
    ['ei', 'EY'],
    ['ey\\b', 'IY'],
    ['ey', 'EY'],
    ['ai', 'EY'],
    ['ay', 'EY'],
    ['oo', 'UW'],
    ['ou', 'AW'],
    ['ow\\b', 'OW'],
    ['ow', 'AW'],
    ['oa', 'OW'],
    ['oi', 'OY'],
    ['oy', 'OY'],
    ['au', 'AO'],
    ['aw', 'AO'],
    ['eu', 'Y UW'],
    ['ew', 'Y UW'],
    ['ue', 'UW'],
    ['ar', 'AA R'],
    ['er', 'ER'],
    ['ir', 'ER'],
    ['ur', 'ER'],
    ['or', 'AO R'],
    ['a(?=[bcdfgklmnpstvz]e\\b)', 'EY'],
    ['e(?=[bcdfgklmnpstvz]e\\b)', 'IY'],
    ['i(?=[bcdfgklmnpstvz]e\\b)', 'AY'],
    ['o(?=[bcdfgklmnpstvz]e\\b)', 'OW'],
    ['u(?=[bcdfgklmnpstvz]e\\b)', 'UW'],
    ['e\\b', ''],
    ['a\\b', 'AH'],
    ['i\\b', 'IY'],
    ['o\\b', 'OW'],
    ['u\\b', 'UW'],
    ['^y', 'Y'],
    ['y\\b', 'IY'],
    ['y', 'IH'],
    ['c(?=[eiy])', 'S'],
    ['g(?=[eiy])', 'JH'],
    ['([bdfgklmnprstz])\\1', '$1'],
    ['a', 'AE'],
    ['e', 'EH'],
    ['i', 'IH'],
    ['o', 'AA'],
    ['u', 'AH'],
    ['b', 'B'],
    ['c', 'K'],
    ['d', 'D'],
    ['f', 'F'],
    ['g', 'G'],
    ['h', 'HH'],
    ['j', 'JH'],
    ['k', 'K'],
    ['l', 'L'],
    ['m', 'M'],
    ['n', 'N'],
    ['p', 'P'],
    ['q', 'K'],
    ['r', 'R'],
    ['s', 'S'],
    ['t', 'T'],
    ['v', 'V'],
    ['w', 'W'],
    ['x', 'K S'],
    ['z', 'Z'],
  ] as const
).map(([pattern, phones]) => [new RegExp(pattern, 'y'), phones]);

const DOUBLED: Readonly<Record<string, string>> = { h: 'HH', j: 'JH', y: 'Y', c: 'K' };

const LETTERS: Readonly<Record<string, string>> = {
  a: 'EY',
  b: 'B IY',
  c: 'S IY',
  d: 'D IY',
  e: 'IY',
  f: 'EH F',
  g: 'JH IY',
  h: 'EY CH',
  i: 'AY',
  j: 'JH EY',
  k: 'K EY',
  l: 'EH L',
  m: 'EH M',
  n: 'EH N',
  o: 'OW',
  p: 'P IY',
  q: 'K Y UW',
  r: 'AA R',
  s: 'EH S',
  t: 'T IY',
  u: 'Y UW',
  v: 'V IY',
  w: 'D AH B AH L Y UW',
  x: 'EH K S',
  y: 'W AY',
  z: 'Z IY',
};

/** What many say otherwise than the dictionary has it: "Wi-Fi" read as its two parts. */
export const ALSO_SAID: Readonly<Record<string, { readonly as: string; readonly phones: string }>> = {
  wifi: { as: 'wifi(3)', phones: 'W IY F AY' },
};

const PREFIXES = new Set('un re pre non mis multi over under inter e co self mini micro web my'.split(' '));
const SUFFIXES: Readonly<Record<string, string>> = {
  s: 'Z',
  "'s": 'Z',
  ed: 'D',
  ing: 'IH NG',
  er: 'ER',
  ers: 'ER Z',
  ly: 'L IY',
  ness: 'N AH S',
  less: 'L AH S',
  able: 'AH B AH L',
};

/**
 * How a lower-case word that is not in the dictionary is said, in CMU phones: by the words that it is made of, else by the
 * rules. `lookup` gives a dictionary word's phones or null.
 */
export function pronunciation(word: string, lookup: (word: string) => string | null): string {
  return pronounceByParts(word, lookup) ?? pronounce(word);
}

/**
 * Phones of a word out of words that the dictionary has: "unmuted" of "un" and "muted", "bookbike" of "book" and "bike".
 * `lookup` gives a word's phones or null. Undefined when it does not come apart so.
 */
function pronounceByParts(word: string, lookup: (word: string) => string | null): string | undefined {
  for (const [suffix, phones] of Object.entries(SUFFIXES)) {
    const stem =
      word.endsWith(suffix) && word.length - suffix.length >= 3 ? lookup(word.slice(0, -suffix.length)) : null;
    if (stem !== null) return `${stem} ${phones}`;
  }
  for (let cut = word.length - 3; cut >= 1; cut--) {
    const head = word.slice(0, cut);
    if (cut < 3 && !PREFIXES.has(head)) continue;
    const [first, second] = [lookup(head), lookup(word.slice(cut))];
    if (first !== null && second !== null) return `${first} ${second}`;
  }
  return undefined;
}

/** Phones of a lower-case word of a to z and apostrophes, e.g. `L AO R EH M`; empty when nothing can be said. */
function pronounce(word: string): string {
  const letters = word.replaceAll(/[^a-z]/g, '');
  if (!/[aeiouy]/.test(letters)) return spellOut(letters);
  const phones: string[] = [];
  let at = 0;
  while (at < letters.length) {
    const [length, sound] = match(letters, at);
    if (sound !== '') phones.push(sound);
    at += length;
  }
  return phones.length === 0 ? spellOut(letters) : phones.join(' ');
}

function match(letters: string, at: number): [length: number, phones: string] {
  for (const [pattern, phones] of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(letters);
    if (found === null) continue;
    const double = found[1];
    return [found[0].length, double === undefined ? phones : (DOUBLED[double] ?? double.toUpperCase())];
  }
  return [1, ''];
}

function spellOut(letters: string): string {
  return [...letters]
    .map((letter) => LETTERS[letter] ?? '')
    .filter(Boolean)
    .join(' ');
}
