import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { nestedParts } from './nested-parts.ts';
import { notesParts, settingsParts } from './pane-parts.ts';
import type { Strings } from './strings.ts';

/** What takes the place of the conversation for a while. */
export type Pane = 'settings' | 'notes';

/** The button in the header that shows and hides it. */
export function paneButton(
  pane: Pane,
  icon: TemplateResult,
  words: Strings,
  isShown: boolean,
  onClick: () => void,
): TemplateResult {
  return html`<button
    part="${pane}-button"
    class="quiet toggle"
    aria-label=${words[pane]}
    title=${words[pane]}
    aria-haspopup="dialog"
    aria-expanded=${isShown}
    @click=${onClick}
  >
    ${icon}
  </button>`;
}

export function paneTemplate(pane: Pane, words: Strings, onDone: () => void): TemplateResult {
  return html`<div part="pane" class="pane" role="dialog" tabindex="-1" aria-labelledby="pane-title">
    <div class="pane-head">
      <h3 part="pane-title" id="pane-title"><bdi>${words[pane]}</bdi></h3>
      <button part="done-button" class="soft pill" @click=${onDone}><bdi>${words.done}</bdi></button>
    </div>
    ${
      pane === 'settings'
        ? html`<realtime-settings
          part="settings"
          exportparts=${nestedParts('settings', settingsParts)}
        ></realtime-settings>`
        : html`<realtime-notes part="notes" exportparts=${nestedParts('notes', notesParts)}></realtime-notes>`
    }
  </div>`;
}
