import { ContextProvider } from '@lit/context';
import { LitElement } from 'lit';
import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { AssistantMode } from '../session/snapshot.ts';
import { ConsentGate } from './consent-gate.ts';
import { recall, remember } from './face-memory.ts';
import { faceOptionsContext, modesByDefault } from './face-options.ts';
import type { Choice, FaceOptions } from './face-options.ts';
import type { NoteStore } from './note-store.ts';
import type { Strings } from './strings.ts';

const listOfWords = {
  fromAttribute: (text: string | null) => text?.split(/[\s,]+/u).filter((word) => word !== ''),
};

const choicesOf = (list: readonly (string | Choice)[] | null | undefined): readonly Choice[] =>
  (list ?? []).map((each) => (typeof each === 'string' ? { value: each } : each));

/** The largest text that a visitor can choose is twice the theme's; what was stored by hand is no reason to fail. */
const readable = (factor: number | undefined): number => Math.min(2, Math.max(0.5, factor ?? 1));

/** What the author lets visitors choose and do, and how it reaches the elements inside; see `SessionElement`. */
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

  protected readonly consentGate = new ConsentGate(() => this.consent != null);
  readonly #options = new ContextProvider(this, { context: faceOptionsContext });
  #recalled = false;
  #textSize: number | undefined;
  #relayNotes: { readonly relayUrl: string; readonly store?: NoteStore | undefined } | undefined;

  abstract relayUrl: string | undefined;
  abstract getToken: (() => string | Promise<string>) | undefined;
  abstract mode: AssistantMode | null;
  abstract voice: string | undefined;
  abstract language: string | undefined;
  abstract outputLanguage: string | undefined;
  abstract persist: 'none' | 'session' | 'local' | undefined;

  protected abstract get words(): Strings;

  constructor() {
    super();
    this.consentGate.subscribe(() => {
      if (this.consentGate.isAsking) this.consentAsked();
      else if (this.consentGate.isOpen) remember(this.persist, { consent: true });
    });
  }

  /** The question of consent came up: whoever can show it should. */
  protected consentAsked(): void {}

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.#recalled || changed.has('persist')) {
      this.#recalled = true;
      const { consent, textSize } = recall(this.persist);
      this.#textSize ??= textSize;
      if (consent) this.consentGate.answer(true);
    }
    if (changed.has('modes') && this.modes && !this.modes.includes(this.mode!)) this.mode = this.#modes[0]!;
    this.#options.setValue(this.#faceOptions());
  }

  get #modes(): readonly AssistantMode[] {
    return modesByDefault.filter((mode) => mode === 'text' || (this.modes?.includes(mode) ?? true));
  }

  #faceOptions(): FaceOptions {
    return {
      modes: this.#modes,
      voices: choicesOf(this.voices),
      languages: choicesOf(this.languages),
      voice: this.voice,
      language: this.outputLanguage ?? this.language,
      locale: this.words.lang,
      consentText: this.consent ?? '',
      privacyUrl: this.privacyUrl,
      handoverUrl: this.handoverUrl,
      handoverLabel: this.handoverLabel,
      asksRating: this.askRating,
      notes: this.notes === undefined ? this.#relayNotes?.store : this.notes ?? undefined,
      findNotes: this.#findNotes,
      textSize: readable(this.#textSize),
      choose: this.#choose,
    };
  }

  /** Asked once of each relay, and only for a visitor who may have notes. */
  readonly #findNotes = (): void => {
    const { relayUrl } = this;
    if (this.notes !== undefined || !relayUrl || !this.getToken || this.#relayNotes?.relayUrl === relayUrl) return;
    this.#relayNotes = { relayUrl };
    void import('./relay-notes.ts')
      .then(({ relayNotes }) => relayNotes(relayUrl, () => this.getToken!()))
      .then((store) => {
        if (this.#relayNotes?.relayUrl !== relayUrl) return;
        this.#relayNotes = { relayUrl, store };
        this.requestUpdate();
      })
      // Without a network, or with an address that the session refuses: there are no notes to show.
      .catch(() => {});
  };

  readonly #choose: FaceOptions['choose'] = (choice) => {
    if ('voice' in choice) this.voice = choice.voice;
    if ('language' in choice) {
      this.outputLanguage = choice.language;
      // The recogniser knows languages, and no countries.
      this.language = choice.language?.split('-')[0];
    }
    if (choice.textSize === undefined) return;
    this.#textSize = choice.textSize;
    remember(this.persist, { textSize: choice.textSize });
    this.requestUpdate();
  };
}
