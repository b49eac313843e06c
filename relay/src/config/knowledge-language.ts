/** Text search configurations of PostgreSQL by ISO 639-1. */
const configurations: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
};

/** The stemming that fits a language tag; `simple` (none) for a language that PostgreSQL does not know. */
export function knowledgeLanguage(tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined;
  const language = tag.split('-', 1)[0]!;
  return Object.hasOwn(configurations, language) ? configurations[language] : 'simple';
}
