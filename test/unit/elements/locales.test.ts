import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findLocale, loadTranslation } from '../../../src/elements/locales.ts';
import { englishStrings, fill } from '../../../src/elements/strings.ts';

/** Files and the tags that stand for them. */
const tags: Readonly<Record<string, string>> = { zh: 'zh-Hans', 'zh-hant': 'zh-Hant' };
const names = readdirSync(new URL('../../../src/elements/locales/', import.meta.url)).map((file) => file.replace('.ts', ''));
const english: Readonly<Record<string, string>> = englishStrings;
/** Words that are ready for parts of the face that are still being built. */
const ahead = new Set<string>([
  'openFailed', 'jumpToNew', 'messageActions', 'copy', 'copied', 'copyCode', 'ratingUp', 'ratingDown', 'sendAgain',
  'answerAgain', 'picture', 'code', 'table', 'toolFailed', 'approvalHeading', 'approvalText', 'approvalNothing',
  'allow', 'deny', 'saveConversation', 'saveText', 'saveMarkdown', 'saveJson', 'sourcePrevious', 'sourceNext',
  'sourcePosition', 'expand', 'collapse', 'inputRests', 'letGo', 'hintHold', 'settings', 'done', 'howYouTalk',
  'modeText', 'check', 'checkEnd', 'testSound', 'voiceAndLanguage', 'voice', 'language', 'automatic', 'textSize',
  'textSmall', 'textNormal', 'textLarge', 'textLargest', 'consentHeading', 'consentText', 'consentAgree', 'privacy',
  'clearHeading', 'clearText', 'clearConfirm', 'keep', 'handover', 'ratingHeading', 'ratingScore', 'ratingThanks',
  'notNow', 'notes', 'notesLoading', 'notesEmpty', 'notesFailed', 'notesBack', 'noteDelete', 'noteDeleteAsk',
  'noteDeleted', 'hintEnded', 'retryIn', 'startAgain', 'errorBusyPlace',
]);
const translations = await Promise.all(
  names.map(async (name) => ({ name, words: (await loadTranslation(name)) as Readonly<Record<string, string>> })),
);

/** What is wrong with a string in any language; one line each, so that a failure can be worked off. */
function faults(of: (word: string, key: string, name: string) => string | false): string[] {
  return translations.flatMap(({ name, words }) =>
    Object.entries(words).flatMap(([key, word]) => {
      const fault = of(word, key, name);
      return fault === false ? [] : [`${name}.ts ${key}: ${fault}`];
    }),
  );
}

const plural = /\{(\w+), plural,((?:\s*=?\w+ \{[^{}]*\})+)\s*\}/gu;
const placeholders = (word: string): string => [...word.matchAll(/\{(\w+)[,}]/gu)].map(([, name]) => name).toSorted().join(' ');

/** The categories into which whole numbers fall, as far as anybody counts here. */
function categories(lang: string): string[] {
  const rules = new Intl.PluralRules(lang);
  return [...new Set(Array.from({ length: 1_001 }, (_, count) => rules.select(count)))].toSorted();
}

describe('the languages', () => {
  it('are the sixteen beside English', () => {
    expect(names.toSorted()).toEqual('ar de es fr he hi it ja ko nl pl pt tr uk zh zh-hant'.split(' '));
    for (const name of names) expect(findLocale(tags[name] ?? name)?.name, name).toBe(name);
  });

  it('have every word that English has', () => {
    const missing = translations
      .map(({ name, words }) => ({ name, keys: Object.keys(english).filter((key) => key !== 'lang' && key !== 'dir' && !words[key]) }))
      .filter(({ keys }) => keys.length > 0);
    expect(missing.map(({ name, keys }) => `${name}.ts lacks ${keys.join(', ')}`)).toEqual([]);
  });

  it('have no word that English does not have', () => {
    expect(faults((_word, key) => !(key in english || ahead.has(key)) && 'is not in strings.ts')).toEqual([]);
  });

  it('leave room for the same values', () => {
    expect(
      faults((word, key) => {
        const wanted = placeholders(english[key] ?? '');
        return key in english && placeholders(word) !== wanted && `has {${placeholders(word)}}, English has {${wanted}}`;
      }),
    ).toEqual([]);
  });

  it('have a plural form for every number, and none that is never used', () => {
    const wrong = (word: string, lang: string): string | false => {
      for (const [, , forms = ''] of word.matchAll(plural)) {
        const has = [...forms.matchAll(/(\w+) \{/gu)].map(([, category]) => category!);
        const wanted = [...new Set([...categories(lang), 'other'])].toSorted();
        if (has.filter((category) => !/^\d/u.test(category)).toSorted().join() !== wanted.join()) {
          return `has ${has.join(', ')}; wanted are ${wanted.join(', ')}`;
        }
      }
      return false;
    };
    expect(faults((word, _key, name) => wrong(word, tags[name] ?? name))).toEqual([]);
    expect(Object.entries(english).filter(([, word]) => wrong(word, 'en') !== false)).toEqual([]);
  });

  it('run the way that their script does', () => {
    const rtl = translations.filter(({ words }) => words['dir'] === 'rtl').map(({ name }) => name);
    expect(rtl.toSorted()).toEqual(['ar', 'he']);
  });

  it('are set as in print: no typewriter’s quotes and dots, each language’s own marks', () => {
    const cjk = new Set(['ja', 'zh', 'zh-hant']);
    expect(
      faults((word, _key, name) => {
        if (/["']|\.\.\./u.test(word)) return `"${word}" has typewriter’s quotes or dots`;
        if (word !== word.trim() || / {2}/u.test(word)) return `"${word}" has space to spare`;
        if (name === 'fr' && /[^\u202F][!?;]|[^\u00A0]:/u.test(word)) return `"${word}" lacks its no-break space`;
        if (name === 'ar' && /[?,;]/u.test(word.replaceAll(plural, ''))) return `"${word}" has Latin marks`;
        if (name === 'hi' && word.endsWith('.')) return `"${word}" ends in a Latin stop`;
        if (cjk.has(name) && /[,!?:;()]|\.$/u.test(word.replaceAll(plural, ''))) return `"${word}" has half-width marks`;
        return false;
      }),
    ).toEqual([]);
  });
});

describe('a language tag', () => {
  it.each([
    ['de', 'de', 'de'],
    ['de-AT', 'de', 'de-AT'],
    ['DE_ch', 'de', 'de-CH'],
    ['pt-BR', 'pt', 'pt-BR'],
    ['pt-PT', 'pt', 'pt-PT'],
    ['iw', 'he', 'he'],
    ['zh', 'zh', 'zh'],
    ['zh-CN', 'zh', 'zh-CN'],
    ['zh-SG', 'zh', 'zh-SG'],
    ['zh-TW', 'zh-hant', 'zh-TW'],
    ['zh-HK', 'zh-hant', 'zh-HK'],
    ['zh-Hant-CN', 'zh-hant', 'zh-Hant-CN'],
    ['cmn-Hans', 'zh', 'zh-Hans'],
    ['en-GB', 'en', 'en-GB'],
    ['ar-EG-u-nu-latn', 'ar', 'ar-EG-u-nu-latn'],
  ])('%s finds the words of %s', (tag, name, lang) => {
    expect(findLocale(tag)).toEqual({ name, lang });
  });

  it('of a language, or in a script, that we have no words for finds none', () => {
    for (const tag of ['sv', 'fa', 'hi-Latn', 'tlh']) expect(findLocale(tag), tag).toEqual({ name: undefined, lang: tag });
  });

  it('that is none is told from one', () => {
    for (const tag of ['', 'german!', 'x'.repeat(10_000), '../../evil', 'de-']) expect(findLocale(tag), tag).toBeUndefined();
  });
});

describe('a string with values', () => {
  it('takes them, and leaves alone what has none', () => {
    expect(fill('in {minutes} min of {total}', { minutes: 3 }, 'en')).toBe('in 3 min of {total}');
    expect(fill('{name} {toString}', { name: '{name} $& #' }, 'en')).toBe('{name} $& # {toString}');
  });

  it('writes numbers as the language does', () => {
    expect(fill('{count}', { count: 12_345.6 }, 'de')).toBe('12.345,6');
    expect(fill('{count}', { count: 12 }, 'hi-u-nu-deva')).toBe('१२');
  });

  it('says one, few and many as the language counts', () => {
    const polish = 'Masz {count, plural, one {# wiadomość} few {# wiadomości} many {# wiadomości!} other {# wiad.}}.';
    const said = [1, 2, 5, 22, 1_000_000].map((count) => fill(polish, { count }, 'pl').replaceAll(/\s/gu, ' '));
    expect(said).toEqual([
      'Masz 1 wiadomość.',
      'Masz 2 wiadomości.',
      'Masz 5 wiadomości!.',
      'Masz 22 wiadomości.',
      'Masz 1 000 000 wiadomości!.',
    ]);
  });

  it('has words for a single number, and falls back on the form for the others', () => {
    const text = '{count, plural, =0 {nothing new} one {# message} other {# messages}}';
    expect([0, 1, 2].map((count) => fill(text, { count }, 'en'))).toEqual(['nothing new', '1 message', '2 messages']);
    expect(fill('{count, plural, other {#}}', { count: 1 }, 'en')).toBe('1');
    expect(fill('{count, plural, one {#}}', {}, 'en')).toBe('{count, plural, one {#}}');
  });
});
