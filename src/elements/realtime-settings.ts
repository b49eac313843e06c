import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { AssistantMode } from '../session/snapshot.ts';
import { choiceStyles } from './choice-styles.ts';
import { FaceOptionsController } from './face-options.ts';
import type { Choice } from './face-options.ts';
import { nestedParts } from './nested-parts.ts';
import { devicesParts, settingsParts } from './pane-parts.ts';
import { devicesStyles } from './realtime-devices.styles.ts';
import { choose } from './session-actions.ts';
import { SessionController } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import type { StringKey } from './strings.ts';
import { theme } from './theme.ts';

const modeWords: Readonly<Record<AssistantMode, StringKey>> = {
  'hands-free': 'inputHandsFree',
  'push-to-talk': 'holdToTalk',
  text: 'modeText',
};

/** Factors of the transcript's text, as phones have them, and their names. */
const textSizes: readonly (readonly [number, StringKey])[] = [
  [0.875, 'textSmall'],
  [1, 'textNormal'],
  [1.25, 'textLarge'],
  [1.6, 'textLargest'],
];

/**
 * What a visitor can set: how to talk, microphone, loudspeaker and volume, voice and language where the author lists some,
 * and the size of the transcript's text.
 *
 * @tag realtime-settings
 * @csspart group - Each group of settings.
 * @csspart legend - Its name.
 * @csspart label - The words before a setting.
 * @csspart select - A list to choose from.
 * @csspart segments - A row of which one is chosen.
 * @csspart segment - One of it.
 * @csspart devices - The `<realtime-devices>`.
 */
export class RealtimeSettings extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    theme,
    devicesStyles,
    choiceStyles,
    css`
      :host {
        gap: calc(var(--_space) * 6);
      }
      fieldset {
        display: flex;
        flex-direction: column;
        gap: calc(var(--_space) * 3);
        min-inline-size: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-block-end: calc(var(--_space) * 2);
        padding: 0;
        font-weight: 600;
      }
      /* The letter is the choice; its name is for who does not see it. */
      .letter {
        line-height: 1;
      }
    `,
  ];
  static readonly parts: readonly string[] = settingsParts;

  readonly #words = new StringsController(this);
  readonly #options = new FaceOptionsController(this);
  readonly #session = new SessionController(this, ({ mode }) => mode);

  protected override render(): TemplateResult {
    const words = this.#words.value;
    const { modes, voices, languages, voice, language, textSize, choose: choice } = this.#options.value;
    const { session, value: mode } = this.#session;
    return html`${
      modes.length < 2
        ? nothing
        : this.#group(
            words.howYouTalk,
            this.#segments(
              'mode',
              modes.map((each) => ({ value: each, label: words[modeWords[each]] })),
              mode,
              (value) => session && choose(session, value as AssistantMode),
            ),
          )
    }
    ${this.#group(
      words.soundSettings,
      html`<realtime-devices part="devices" exportparts=${nestedParts('devices', devicesParts)}></realtime-devices>`,
    )}
    ${
      voices.length + languages.length === 0
        ? nothing
        : this.#group(
            words.voiceAndLanguage,
            html`${this.#list('voice', words.voice, voices, voice, (value) => choice({ voice: value }))}
            ${this.#list('language', words.language, this.#named(languages), language, (value) => choice({ language: value }))}`,
          )
    }
    ${this.#group(
      words.textSize,
      this.#segments(
        'size',
        textSizes.map(([factor, name]) => ({ value: String(factor), label: words[name] })),
        String(textSize),
        (value) => choice({ textSize: Number(value) }),
      ),
    )}`;
  }

  protected override updated(): void {
    // Each letter in its own size; a style sheet cannot read a number of ours.
    for (const letter of this.renderRoot.querySelectorAll<HTMLElement>('.letter')) {
      letter.style.setProperty('font-size', `${letter.dataset['factor']}em`);
    }
  }

  #group(name: string, content: unknown): TemplateResult {
    return html`<fieldset part="group"><legend part="legend"><bdi>${name}</bdi></legend>${content}</fieldset>`;
  }

  #segments(
    name: 'mode' | 'size',
    choices: readonly Choice[],
    chosen: string | undefined,
    choose: (value: string) => void,
  ): TemplateResult {
    return html`<div part="segments" class="segments">
      ${choices.map(
        ({ value, label }) =>
          html`<label part="segment" title=${label}>
            <input
              type="radio"
              name=${name}
              value=${value}
              aria-label=${label}
              ?disabled=${!this.#session.session}
              .checked=${live(value === chosen)}
              @change=${() => choose(value)}
            />
            ${name === 'size' ? html`<span class="letter" aria-hidden="true" data-factor=${value}>A</span>` : html`<bdi>${label}</bdi>`}
          </label>`,
      )}
    </div>`;
  }

  #list(
    id: string,
    words: string,
    choices: readonly Choice[],
    chosen: string | undefined,
    choose: (value: string | undefined) => void,
  ): TemplateResult | typeof nothing {
    if (choices.length === 0) return nothing;
    const shown = choices.some(({ value }) => value === chosen) ? chosen : '';
    return html`<div class="row">
      <label part="label" for=${id}><bdi>${words}</bdi></label>
      <div class="choice">
        <select
          part="select"
          id=${id}
          @change=${(event: Event) => choose((event.target as HTMLSelectElement).value || undefined)}
        >
          <option value="" .selected=${live(shown === '')}>${this.#words.value.automatic}</option>
          ${choices.map(
            ({ value, label }) =>
              html`<option value=${value} .selected=${live(value === shown)}>${label ?? value}</option>`,
          )}
        </select>
      </div>
    </div>`;
  }

  /** Each language by its own name: who cannot read the page's finds it all the same. */
  #named(languages: readonly Choice[]): readonly Choice[] {
    return languages.map(({ value, label }) => ({ value, label: label ?? nameOf(value) }));
  }
}

function nameOf(language: string): string {
  try {
    const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  } catch {
    // Not a language tag: the author's own word.
    return language;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-settings': RealtimeSettings;
  }
}
