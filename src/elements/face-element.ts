import { LitElement } from 'lit';
import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { AssistantMode } from '../session/snapshot.ts';
import type { Choice } from './face-options.ts';
import { given } from './given.ts';
import { launcherStrings } from './launcher-strings.ts';
import { onDemand } from './load-on-demand.ts';
import type { NoteStore } from './note-store.ts';
import { pageLanguage } from './page-language.ts';
import type { StringsProvider } from './strings-provider.ts';
import type { Strings } from './strings.ts';

/** How long the first picture waits for words in the right language; then it comes in English and changes. */
const patienceMs = 1_000;

const listOfWords = {
  fromAttribute: (text: string | null) => text?.split(/[\s,]+/u).filter((word) => word !== ''),
};

/** What the author lets visitors choose and do. How it reaches the elements inside is loaded later, see `FaceHost`. */
export abstract class FaceElement extends LitElement {
  /**
   * How visitors may converse, separated by spaces: `hands-free`, `push-to-talk`. Typing is always possible; `modes="text"`
   * leaves nothing else.
   */
  @property({ converter: listOfWords }) modes: readonly string[] | undefined;

  /**
   * Asks for the visitor's consent before the microphone is used for the first time, in these words or, where it is empty,
   * in the element's own. A yes is remembered as `persist` allows.
   */
  @property() consent: string | undefined;

  /** Address of the privacy notice, linked from the question of consent. */
  @property({ attribute: 'privacy-url' }) privacyUrl: string | undefined;

  /** Voices that visitors may choose from in the settings; as a property also `{ value, label }`. */
  @property({ converter: listOfWords }) voices: readonly (string | Choice)[] | undefined;

  /** Languages of the conversation (such as `de`) that visitors may choose from in the settings; as a property also `{ value, label }`. */
  @property({ converter: listOfWords }) languages: readonly (string | Choice)[] | undefined;

  /** Where visitors find a person to talk to; offered in the panel and beside errors. */
  @property({ attribute: 'handover-url' }) handoverUrl: string | undefined;

  /** Words of that offer. Without an address it is a button, and `realtime-handover` all that it does. */
  @property({ attribute: 'handover-label' }) handoverLabel: string | undefined;

  /** Asks how it was when a conversation has ended; `realtime-conversation-rating` brings the answer. */
  @property({ type: Boolean, attribute: 'ask-rating' }) askRating = false;

  /**
   * Where the visitor's notes are kept; with one, the panel has a list of them. Default: the relay, if it keeps notes and
   * `getToken` says who the visitor is; null: nowhere.
   */
  @property({ attribute: false }) notes: NoteStore | null | undefined;

  /** Visitors can rate each answer, thumbs up or down; `realtime-rating` tells. */
  @property({ type: Boolean, attribute: 'rate-answers' }) rateAnswers = false;

  /** Visitors can save the conversation as a file. */
  @property({ type: Boolean }) savable = false;

  /**
   * Language of the words (BCP 47, such as `de` or `pt-BR`): one of those in docs/words.md, else English. Default: the
   * nearest `lang` around the element, else the browser's own.
   */
  @property() locale: string | undefined;

  /** Words of your own in place of those of the locale; what is left out stays. */
  @property({ attribute: false }) strings: Partial<Strings> | undefined;

  abstract relayUrl: string | undefined;
  abstract getToken: (() => string | Promise<string>) | undefined;
  abstract mode: AssistantMode | null;
  abstract voice: string | undefined;
  abstract language: string | undefined;
  abstract outputLanguage: string | undefined;
  abstract persist: 'none' | 'session' | 'local' | undefined;

  #words: StringsProvider | undefined;
  /** Settles when the first words are there, or have kept the visitor waiting for long enough. */
  #wordsReady: Promise<unknown> | undefined;

  /** The words in use: `strings` over those of the locale over English. Before anything was loaded, those of the launcher alone. */
  protected get words(): Strings {
    return { ...(onDemand()?.englishStrings ?? launcherStrings), ...(this.#words?.value ?? given(this.strings ?? {})) } as Strings;
  }

  protected abstract attempt(work: () => void): void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#wantWords();
  }

  /** The first words that a visitor sees are in the right language. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const ready = this.hasUpdated ? undefined : this.#words?.ready ?? this.#wordsReady;
    return ready ? ready.then(() => super.scheduleUpdate()) : super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('strings') && !changed.has('locale')) return;
    if (this.#words) this.#words.renew();
    else this.#wantWords();
  }

  /** English is here; the words of another language are not, nor what finds them. */
  #wantWords(): void {
    const { strings, locale } = this;
    if (this.#words || /^en\b/i.test(strings?.lang || locale || pageLanguage(this))) return;
    const loading = import('./strings-provider.ts').then(
      ({ StringsProvider: Provider }) => this.provideWords(Provider).ready,
      // Where it fails, English it is; the panel tries again.
      () => {},
    );
    const patience = new Promise((resolve) => {
      setTimeout(resolve, patienceMs);
    });
    this.#wordsReady = Promise.race([loading, patience]);
  }

  protected provideWords(Provider: typeof StringsProvider): StringsProvider {
    this.#words ??= new Provider(this, (error) =>
      this.attempt(() => {
        throw error;
      }),
    );
    return this.#words;
  }
}
