import { ContextProvider } from '@lit/context';
import type { LitElement, PropertyValues } from 'lit';
import { AssistantError } from '../base/assistant-error.ts';
import type { AssistantMode } from '../session/snapshot.ts';
import { ConsentGate } from './consent-gate.ts';
import { recall, remember } from './face-memory.ts';
import { faceOptionsContext, modesByDefault, type Choice, type FaceOptions } from './face-options.ts';
import type { NoteStore } from './note-store.ts';
import type { Strings } from './strings.ts';
import { transcriptOptionsContext } from './transcript-options.ts';

const choicesOf = (list: readonly (string | Choice)[] | null | undefined): readonly Choice[] =>
  (list ?? []).map((each) => (typeof each === 'string' ? { value: each } : each));

/** The largest text that a visitor can choose is twice the theme's; what was stored by hand is no reason to fail. */
const readable = (factor: number | undefined): number => Math.min(2, Math.max(0.5, factor ?? 1));

/** The element, as far as it says what visitors may choose and do; see `FaceElement`. */
export interface Faced extends LitElement {
  readonly modes: readonly string[] | undefined;
  readonly consent: string | undefined;
  readonly privacyUrl: string | undefined;
  readonly voices: readonly (string | Choice)[] | undefined;
  readonly languages: readonly (string | Choice)[] | undefined;
  readonly handoverUrl: string | undefined;
  readonly handoverLabel: string | undefined;
  readonly askRating: boolean;
  readonly notes: NoteStore | null | undefined;
  readonly rateAnswers: boolean;
  readonly savable: boolean;
  readonly relayUrl: string | undefined;
  readonly getToken: (() => string | Promise<string>) | undefined;
  readonly persist: 'none' | 'session' | 'local' | undefined;
  mode: AssistantMode | null;
  voice: string | undefined;
  language: string | undefined;
  outputLanguage: string | undefined;
}

interface FaceHostParts {
  readonly words: () => Strings;
  /** The question of consent came up: whoever can show it should. */
  readonly onAsked: () => void;
}

/** Brings to the elements inside what the author lets visitors choose and do, and stands before the microphone. */
export class FaceHost {
  readonly gate: ConsentGate;
  readonly #element: Faced;
  readonly #parts: FaceHostParts;
  readonly #options: ContextProvider<typeof faceOptionsContext>;
  readonly #transcript: ContextProvider<typeof transcriptOptionsContext>;
  #textSize: number | undefined;
  #relayNotes: { readonly relayUrl: string; readonly store?: NoteStore | undefined } | undefined;

  constructor(element: Faced, parts: FaceHostParts) {
    this.#element = element;
    this.#parts = parts;
    this.gate = new ConsentGate(() => element.consent != null);
    this.gate.subscribe(() => {
      if (this.gate.isAsking) parts.onAsked();
      else if (this.gate.isOpen) remember(element.persist, { consent: true });
    });
    this.#recall();
    this.#chooseMode();
    this.#options = new ContextProvider(element, { context: faceOptionsContext, initialValue: this.#faceOptions() });
    this.#transcript = new ContextProvider(element, { context: transcriptOptionsContext, initialValue: this.#transcriptOptions() });
  }

  /** Properties of the element changed. */
  update(changed: PropertyValues): void {
    if (changed.has('persist')) this.#recall();
    if (changed.has('modes')) this.#chooseMode();
    if (changed.has('rateAnswers') || changed.has('savable')) this.#transcript.setValue(this.#transcriptOptions());
    this.#options.setValue(this.#faceOptions());
  }

  /** @throws AssistantError `aborted`: the visitor said no */
  async consented(): Promise<void> {
    if (this.gate.isOpen || (await this.gate.ask())) return;
    throw new AssistantError('aborted', 'The visitor did not agree to the use of the microphone.');
  }

  #recall(): void {
    const { consent, textSize } = recall(this.#element.persist);
    this.#textSize ??= textSize;
    if (consent) this.gate.answer(true);
  }

  #chooseMode(): void {
    const { modes, mode } = this.#element;
    if (modes && !modes.includes(mode!)) this.#element.mode = this.#modes[0]!;
  }

  get #modes(): readonly AssistantMode[] {
    return modesByDefault.filter((mode) => mode === 'text' || (this.#element.modes?.includes(mode) ?? true));
  }

  #transcriptOptions() {
    const { rateAnswers, savable } = this.#element;
    return { rateAnswers, savable };
  }

  #faceOptions(): FaceOptions {
    const { voices, languages, voice, language, outputLanguage, consent, privacyUrl, handoverUrl, handoverLabel, askRating, notes } =
      this.#element;
    return {
      modes: this.#modes,
      voices: choicesOf(voices),
      languages: choicesOf(languages),
      voice,
      language: outputLanguage ?? language,
      locale: this.#parts.words().lang,
      consentText: consent ?? '',
      privacyUrl,
      handoverUrl,
      handoverLabel,
      asksRating: askRating,
      notes: notes === undefined ? this.#relayNotes?.store : notes ?? undefined,
      findNotes: this.#findNotes,
      textSize: readable(this.#textSize),
      choose: this.#choose,
    };
  }

  /** Asked once of each relay, and only for a visitor who may have notes. */
  readonly #findNotes = (): void => {
    const { relayUrl, notes, getToken } = this.#element;
    if (notes !== undefined || !relayUrl || !getToken || this.#relayNotes?.relayUrl === relayUrl) return;
    this.#relayNotes = { relayUrl };
    void import('./relay-notes.ts')
      .then(({ relayNotes }) => relayNotes(relayUrl, () => this.#element.getToken!()))
      .then((store) => {
        if (this.#relayNotes?.relayUrl !== relayUrl) return;
        this.#relayNotes = { relayUrl, store };
        this.#options.setValue(this.#faceOptions());
      })
      // Without a network, or with an address that the session refuses: there are no notes to show.
      .catch(() => {});
  };

  readonly #choose: FaceOptions['choose'] = (choice) => {
    const element = this.#element;
    if ('voice' in choice) element.voice = choice.voice;
    if ('language' in choice) {
      element.outputLanguage = choice.language;
      // The recogniser knows languages, and no countries.
      element.language = choice.language?.split('-')[0];
    }
    if (choice.textSize === undefined) return;
    this.#textSize = choice.textSize;
    remember(element.persist, { textSize: choice.textSize });
    this.#options.setValue(this.#faceOptions());
  };
}
