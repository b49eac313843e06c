import { createContext } from '@lit/context';
import type { ReactiveControllerHost } from 'lit';
import type { AssistantMode } from '../session/snapshot.ts';
import { ContextFollower } from './context-follower.ts';
import type { NoteStore } from './note-store.ts';

/** One of several: its value, and the words for it where the value is none for people. */
export interface Choice {
  readonly value: string;
  readonly label?: string;
}

/** What the author lets visitors choose and do, beside the conversation itself. */
export interface FaceOptions {
  /** How visitors may converse; typing is always among them. */
  readonly modes: readonly AssistantMode[];
  readonly voices: readonly Choice[];
  readonly languages: readonly Choice[];
  readonly voice: string | undefined;
  readonly language: string | undefined;
  /** Language of the interface, for the names of languages. */
  readonly locale: string;
  /** The author's words for the question of consent; empty: the provider's. */
  readonly consentText: string;
  readonly privacyUrl: string | undefined;
  readonly handoverUrl: string | undefined;
  readonly handoverLabel: string | undefined;
  readonly asksRating: boolean;
  readonly notes: NoteStore | undefined;
  /** To be called when the panel is there: finds out whether the relay keeps notes for the visitor. */
  readonly findNotes: () => void;
  /** Factor of the transcript's text, 1 being the theme's size. */
  readonly textSize: number;
  /** The visitor chose: the element's properties follow. Undefined: the author's again. */
  readonly choose: (choice: { voice?: string | undefined; language?: string | undefined; textSize?: number }) => void;
}

export const modesByDefault: readonly AssistantMode[] = ['hands-free', 'push-to-talk', 'text'];

const none: FaceOptions = {
  modes: modesByDefault,
  voices: [],
  languages: [],
  voice: undefined,
  language: undefined,
  locale: 'en',
  consentText: '',
  privacyUrl: undefined,
  handoverUrl: undefined,
  handoverLabel: undefined,
  asksRating: false,
  notes: undefined,
  findNotes: () => {},
  textSize: 1,
  choose: () => {},
};

export const faceOptionsContext = createContext<FaceOptions>(Symbol.for('realtime-assistant.face-options'));

/** Gives an element the face's options of its provider, or those of a provider that says nothing. */
export class FaceOptionsController {
  readonly #follower: ContextFollower<FaceOptions>;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#follower = new ContextFollower(host, faceOptionsContext, () => host.requestUpdate());
  }

  get value(): FaceOptions {
    return this.#follower.value ?? none;
  }
}
