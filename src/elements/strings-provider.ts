import { ContextProvider } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { AssistantError } from '../base/assistant-error.ts';
import { findLocale, loadTranslation, loadedTranslation, type Locale } from './locales.ts';
import { around, pageLanguage } from './page-language.ts';
import { stringsContext } from './strings-context.ts';
import type { Strings, Translation } from './strings.ts';

type Host = ReactiveControllerHost &
  HTMLElement & { readonly locale?: string | null | undefined; readonly strings?: Partial<Strings> | null | undefined };

/** How long the first picture waits for words in the right language; then it comes in English and changes. */
const patienceMs = 1_000;

/**
 * Gives the elements inside the host their words: those of its `locale`, else of the language that the page has around
 * it, with its `strings` on top. Follows both; until another language has come, and where it does not come, the words
 * stay as they are.
 */
export class StringsProvider implements ReactiveController {
  readonly #host: Host;
  readonly #provider: ContextProvider<typeof stringsContext>;
  readonly #onError: (error: AssistantError) => void;
  readonly #observer = new MutationObserver(() => this.renew());
  #wanted = '';
  #translation: Translation = {};
  #lang = 'en';
  #ready: Promise<unknown> | undefined;

  constructor(host: Host, onError: (error: AssistantError) => void) {
    this.#host = host;
    this.#onError = onError;
    this.#provider = new ContextProvider(host, { context: stringsContext, initialValue: { lang: 'en', dir: 'ltr' } });
    host.addController(this);
  }

  /** The words, without the English ones underneath. */
  get value(): Partial<Strings> {
    return this.#provider.value;
  }

  /** Settles when the first words are there, or have kept the visitor waiting for long enough; undefined if they are. */
  get ready(): Promise<unknown> | undefined {
    return this.#ready;
  }

  hostConnected(): void {
    for (const node of around(this.#host)) this.#observer.observe(node, { attributeFilter: ['lang', 'dir'] });
    // What did not come may come now.
    if (this.#wanted !== this.#lang) this.#wanted = '';
    this.renew();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  /** To be called when `locale` or `strings` changed. */
  renew(): void {
    const { locale, strings } = this.#host;
    // Own words that say their language are not put over those of another.
    const asked = strings?.lang || locale || undefined;
    const found = findLocale(asked ?? pageLanguage(this.#host));
    const lang = found && (found.name || strings?.lang) ? found.lang : 'en';
    const name = found?.name ?? 'en';
    if (this.#wanted === lang) {
      this.#provide();
      return;
    }
    this.#wanted = lang;
    if (asked !== undefined && !found) this.#onError(notTag(asked));
    const here = loadedTranslation(name);
    if (here) this.#take(here, lang);
    else this.#load({ name, lang });
  }

  #load({ name, lang }: Locale & { readonly name: string }): void {
    const loading = loadTranslation(name).then(
      (translation) => this.#wanted === lang && this.#take(translation, lang),
      (cause: unknown) => {
        if (this.#wanted !== lang) return;
        this.#provide();
        this.#onError(notLoaded(name, cause));
      },
    );
    const patience = new Promise((resolve) => {
      setTimeout(resolve, patienceMs);
    });
    this.#ready = Promise.race([loading, patience]);
  }

  #take(translation: Translation, lang: string): void {
    this.#translation = translation;
    this.#lang = lang;
    this.#ready = undefined;
    this.#provide();
  }

  #provide(): void {
    const { strings, dir } = this.#host;
    const own = Object.entries(strings ?? {}).filter(([, word]) => word !== undefined && word !== null);
    const words: Partial<Strings> = { dir: 'ltr', ...this.#translation, ...Object.fromEntries(own), lang: this.#lang };
    // What the page says of this very element holds.
    this.#provider.setValue(/^(ltr|rtl)$/u.test(dir) ? { ...words, dir } : words);
    this.#host.requestUpdate();
  }
}

function notTag(tag: string): AssistantError {
  return new AssistantError('invalid-option', `locale is "${tag}"; give it a language tag like "de" or "pt-BR".`);
}

function notLoaded(name: string, cause: unknown): AssistantError {
  return new AssistantError('locale-failed', `locale-${name}.js could not be loaded; is it beside the script?`, { cause });
}
