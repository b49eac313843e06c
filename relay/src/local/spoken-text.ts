const ONES = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ORDINALS: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};
const SYMBOLS: Readonly<Record<string, string>> = {
  '&': ' and ',
  '+': ' plus ',
  '%': ' percent ',
  '@': ' at ',
  $: ' dollars ',
  '€': ' euros ',
  '£': ' pounds ',
};

/**
 * The words of a written text as they are said, in lower case: "3D-printing & Wi-Fi (2nd floor)" becomes
 * `three d printing and wi fi second floor`. Letters other than a to z lose their marks or are dropped.
 */
export function spokenWords(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[‘’]/g, "'")
    // Else the hyphen would part it into words that are said otherwise.
    .replaceAll(/\bwi-fi\b/g, 'wifi')
    .replaceAll(/[&+%@$€£]/g, (symbol) => SYMBOLS[symbol] ?? ' ')
    .replaceAll(/(\d+)(st|nd|rd|th)\b/g, (_, digits: string) => ` ${ordinal(Number(digits))} `)
    .replaceAll(/\b\d{1,3}(?:[.,]\d{3})+\b/g, (digits) => ` ${cardinal(Number(digits.replaceAll(/[.,]/g, '')))} `)
    .replaceAll(/(\d+)/g, (digits: string) => ` ${numberInWords(digits)} `);
  return (plain.match(/[a-z]+(?:'[a-z]+)*/g) ?? []).slice(0, 400);
}

function numberInWords(digits: string): string {
  const value = Number(digits);
  // A long number or one with a leading zero is a code or a telephone number: said digit by digit.
  if (digits.length > 6 || (digits.length > 1 && digits.startsWith('0'))) {
    return [...digits]
      .slice(0, 20)
      .map((digit) => ONES[Number(digit)])
      .join(' ');
  }
  if (digits.length === 4 && value >= 1100 && value < 2100 && value % 1000 >= 10) {
    const rest = value % 100;
    const tail = rest === 0 ? 'hundred' : rest < 10 ? `oh ${ONES[rest]}` : underThousand(rest);
    return `${underThousand(Math.floor(value / 100))} ${tail}`;
  }
  return cardinal(value);
}

function cardinal(value: number): string {
  if (value > 999_999) return [...String(value)].map((digit) => ONES[Number(digit)] ?? '').join(' ');
  if (value < 1000) return underThousand(value);
  const rest = value % 1000;
  return `${underThousand(Math.floor(value / 1000))} thousand${rest === 0 ? '' : ` ${underThousand(rest)}`}`;
}

function underThousand(value: number): string {
  if (value < 20) return ONES[value]!;
  if (value < 100) return `${TENS[Math.floor(value / 10)]!}${value % 10 === 0 ? '' : ` ${ONES[value % 10]!}`}`;
  const rest = value % 100;
  return `${ONES[Math.floor(value / 100)]!} hundred${rest === 0 ? '' : ` ${underThousand(rest)}`}`;
}

function ordinal(value: number): string {
  if (value > 999_999) return numberInWords(String(value));
  const words = numberInWords(String(value)).split(' ');
  const last = words.pop()!;
  const ending = ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return [...words, ending].join(' ');
}
