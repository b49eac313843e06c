import { css, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Approval } from '../conversation/conversation.ts';
import { fill } from './strings.ts';
import type { Strings } from './strings.ts';

/** Of an argument's text; what is longer is cut, and the visitor sees that. */
const VALUE_LIMIT = 600;
const ENTRY_LIMIT = 20;

/** The arguments of a call as names and values, as far as they are an object; else as one value without a name. */
export function readArguments(json: string): readonly (readonly [name: string, value: string])[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return json.trim() === '' ? [] : [['', shorten(json)]];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [['', shorten(textOf(value))]];
  const entries = Object.entries(value);
  const shown = entries.slice(0, ENTRY_LIMIT).map(([name, entry]) => [name.slice(0, 100), shorten(textOf(entry))] as const);
  return entries.length > ENTRY_LIMIT ? [...shown, ['', `… ${entries.length - ENTRY_LIMIT}`]] : shown;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

function shorten(text: string): string {
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT)} …` : text;
}

/** The question whether a tool may be used, with all that is handed over to it. */
export function approvalView(
  approval: Approval,
  words: Strings,
  answer: (approval: Approval, isAllowed: boolean) => void,
): TemplateResult {
  const { name, serverLabel } = approval;
  const entries = readArguments(approval.arguments);
  const text = entries.length === 0 ? words.approvalNothing : fill(words.approvalText, { server: serverLabel }, words.lang);
  const heading = fill(words.approvalHeading, { name }, words.lang);
  return html`<div part="approval" class="approval" role="group" aria-label=${heading}>
    <p class="approval-heading"><bdi>${heading}</bdi></p>
    <p class="approval-text">${text}</p>
    <div part="approval-arguments" class="arguments" ?hidden=${entries.length === 0} tabindex="0" role="group" aria-label=${name}>
      <dl>${entries.map(([key, value]) => html`<div><dt dir="auto">${key}</dt><dd dir="auto">${value}</dd></div>`)}</dl>
    </div>
    <div class="approval-buttons">
      <button part="allow-button" class="filled pill" @click=${() => answer(approval, true)}>${words.allow}</button>
      <button part="deny-button" class="soft pill" @click=${() => answer(approval, false)}>${words.deny}</button>
    </div>
  </div>`;
}

export const approvalStyles = css`
  .approval {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
    margin-block-start: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 4px 16px -8px rgb(10 12 30 / 0.25);
    overflow-wrap: anywhere;
  }
  .approval p {
    margin: 0;
  }
  .approval-heading {
    font-weight: 650;
  }
  .approval-text {
    color: var(--_text-muted);
    font-size: 0.9em;
  }
  .arguments {
    max-block-size: calc(var(--_rem) * 16);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border-radius: calc(var(--_radius) * 0.6);
    background: var(--_raised);
    font-size: 0.9em;
    overflow-y: auto;
  }
  dl {
    display: grid;
    gap: calc(var(--_space) * 1.5);
    margin: 0;
  }
  dt {
    color: var(--_text-muted);
    font-size: 0.9em;
  }
  dd {
    margin: 0;
    white-space: pre-wrap;
  }
  .approval-buttons {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
  }
  @media (forced-colors: active) {
    .arguments {
      border: 1px solid CanvasText;
    }
  }
`;
