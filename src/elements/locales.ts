import { scriptUrl } from '../assets/script-url.ts';
import type { Translation } from './strings.ts';

type Load = () => Promise<{ readonly default: Translation }>;

/** By language, and by script where it is not the language's usual one. */
const names = new Set('en ar de es fr he hi it ja ko nl pl pt tr uk zh zh-hant'.split(' '));

/**
 * Literal imports, for bundlers to find. The script tag's one file carries none of the words: they are files beside it,
 * which it has no import.meta to find by.
 */
const files: Readonly<Record<string, Load>> | undefined = typeof __SCRIPT__ !== 'undefined' && __SCRIPT__
  ? undefined
  : {
      ar: () => import('./locales/ar.ts'),
      de: () => import('./locales/de.ts'),
      es: () => import('./locales/es.ts'),
      fr: () => import('./locales/fr.ts'),
      he: () => import('./locales/he.ts'),
      hi: () => import('./locales/hi.ts'),
      it: () => import('./locales/it.ts'),
      ja: () => import('./locales/ja.ts'),
      ko: () => import('./locales/ko.ts'),
      nl: () => import('./locales/nl.ts'),
      pl: () => import('./locales/pl.ts'),
      pt: () => import('./locales/pt.ts'),
      tr: () => import('./locales/tr.ts'),
      uk: () => import('./locales/uk.ts'),
      zh: () => import('./locales/zh.ts'),
      'zh-hant': () => import('./locales/zh-hant.ts'),
    };

/** What has been loaded, for every element of the page. English is underneath all words, see `StringsController`. */
const loaded = new Map<string, Translation>([['en', {}]]);

export interface Locale {
  /** One of those that there are words for; undefined for another language. */
  readonly name: string | undefined;
  /** The tag itself, canonical: `de-AT` has the words of `de`, and its own way to write numbers. */
  readonly lang: string;
}

/**
 * Matches a language tag (BCP 47; `pt_BR` is understood too) with the words there are: `zh-TW` is written in the script
 * `Hant`, `iw` is an old name of `he`.
 *
 * @returns undefined for what is no tag
 */
export function findLocale(tag: string): Locale | undefined {
  try {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'));
    const { language } = locale;
    const { script } = locale.maximize();
    const isUsual = script === new Intl.Locale(language).maximize().script;
    const name = isUsual ? language : `${language}-${script}`.toLowerCase();
    return { name: names.has(name) ? name : undefined, lang: locale.toString() };
  } catch {
    return undefined;
  }
}

/** The words of a locale if they are here already. */
export function loadedTranslation(name: string): Translation | undefined {
  return loaded.get(name);
}

/** Loads the words of a locale. Rejects where its file does not come. */
export async function loadTranslation(name: string): Promise<Translation> {
  const file: Awaited<ReturnType<Load>> = files
    ? await files[name]!()
    : await import(/* @vite-ignore */ new URL(`locale-${name}.js`, scriptUrl).href);
  loaded.set(name, file.default);
  return file.default;
}
