import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Message } from '../conversation/conversation.ts';
import { RealtimeHandoverEvent } from './face-events.ts';
import type { FaceOptions } from './face-options.ts';
import { personIcon } from './icons.ts';
import type { Strings } from './strings.ts';

const protocols: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:', 'tel:']);

function addressOf(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url, document.baseURI)) return undefined;
  return protocols.has(new URL(url, document.baseURI).protocol) ? url : undefined;
}

/** The way to a person, where the author offers one: a link, or a button whose event the page answers. */
export function handover(
  { handoverUrl, handoverLabel }: FaceOptions,
  words: Strings,
  messages: () => readonly Message[],
): TemplateResult | typeof nothing {
  if (handoverUrl == null && handoverLabel == null) return nothing;
  const label = handoverLabel || words.handover;
  const tell = (event: Event): void => {
    if (!event.currentTarget!.dispatchEvent(new RealtimeHandoverEvent(messages()))) event.preventDefault();
  };
  const href = addressOf(handoverUrl);
  return href === undefined
    ? html`<button part="handover" class="handover" @click=${tell}>${personIcon}<bdi>${label}</bdi></button>`
    : html`<a part="handover" class="handover" href=${href} target="_blank" rel="noopener" @click=${tell}
      >${personIcon}<bdi>${label}</bdi></a>`;
}

export const handoverStyles = css`
  .handover {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: var(--_target);
    padding-inline: calc(var(--_space) * 4);
    border-radius: 999px;
    color: inherit;
    font-weight: 600;
    text-decoration: none;
  }
  .handover svg {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
  }
  a.handover:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
`;
