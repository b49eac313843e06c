/**
 * Words too common to show that an answer leans on a passage: English, German, French, Spanish, Italian, Portuguese,
 * Dutch.
 */
const common = new Set(
  [
    'a about after again all also am an and any are as at be because been before being but by can could did do does',
    'for from get had has have he her here him his how i if in into is it its just like may me more most my no not',
    'of on one only or other our out over please she should so some such than that the their them then there these',
    'they this those to too under until up us very was we were what when where which while who will with would you',
    'your yes',
    'aber alle als am an auch auf aus bei bin bis bist da das dass dein dem den der des dich die dir doch durch ein',
    'eine einem einen einer eines er es fur hat habe haben hier ich ihr ihre im in ist ja kann kein keine mich mir',
    'mit nach nicht noch nur oder sein sich sie sind uber um und uns von vor war was wenn werden wie wird wir zu',
    'zum zur',
    'au aux avec ce ces cette comme dans de des du elle en est et eux il ils je la le les leur lui ma mais mes mon',
    'nous ou par pas pour plus qu que qui sa sans se ses si son sont sur ta tes toi ton tous tout tu un une vos',
    'votre vous',
    'al como con cual cuando del desde donde el ella ellos entre era esta este esto hay las lo los mas muy nos para',
    'pero por porque puede ser sin sobre solo su sus tambien tiene todo una uno usted',
    'agli alla alle anche che chi ci come cosa cui da dal dalla degli dei del della delle di dove gli ha ho ma nel',
    'nella non per piu pero quando quello questa questo se si sono su sua suo tra tutti tutto',
    'ao aos com da das de do dos ela ele em esse esta isso isto mas na nas no nos o os ou pela pelo por qual quem',
    'sao sem seu sua tem uma voce',
    'aan bij dan dat de deze die dit een en er geen heb heeft hem het hij hun ik in is ja je kan maar meer met mijn',
    'naar niet nog of om onze ook op te tot uit uw van veel voor wat we wel wie wij worden zal ze zich zijn zij',
  ]
    .join(' ')
    .split(' '),
);

/** Speech recognition and documents write small numbers differently. */
const numbers: Readonly<Record<string, string>> = {
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  fifteen: '15',
  twenty: '20',
  thirty: '30',
  forty: '40',
  fifty: '50',
  sixty: '60',
  ninety: '90',
  hundred: '100',
};

/** Scripts that are written without spaces: a pair of neighbouring characters does the work of a word. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;

/** Lower-case words without accents, in order; unspaced scripts as pairs of characters. */
export function words(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase()
    .replace(/['’]s\b/gu, '');
  const found: string[] = [];
  for (const [word] of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!unspaced.test(word)) {
      found.push(Object.hasOwn(numbers, word) ? numbers[word]! : word);
      continue;
    }
    const characters = [...word];
    if (characters.length === 1) found.push(word);
    for (let i = 0; i + 1 < characters.length; i++) found.push(characters[i]! + characters[i + 1]!);
  }
  return found;
}

export function isContentWord(word: string): boolean {
  return !common.has(word) && (word.length > 2 || /\p{N}/u.test(word) || unspaced.test(word));
}

/** A light English stem: enough that "opening", "opens" and "opened" meet. Numbers stay as they are. */
export function stem(word: string): string {
  if (word.length < 4 || /\p{N}/u.test(word)) return word;
  const base = word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:sses|shes|ches|xes|zes)$/, (end) => end.slice(0, -2))
    .replace(/([^s])s$/, '$1')
    .replace(/(?<=.{3})(?:ing|ed|ly)$/, '');
  return base.replace(/(?<=.{3})e$/, '').replace(/([bdfgmnprt])\1$/, '$1');
}

/** Sentences of a passage, trimmed. A full stop inside a number or before a small letter ends none. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?…]["”’)\]]?)\s+(?=["“‘([]?[\p{Lu}\p{N}])|(?<=[。！？])|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
