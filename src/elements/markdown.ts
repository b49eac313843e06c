import { css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { copyIcon } from './message-icons.ts';
import { readMarkdown, type Align, type Block, type Inline, type ListItem } from './markdown-model.ts';
import { steady } from './markdown-unfinished.ts';
import { safeHref } from './safe-href.ts';
import type { Strings } from './strings.ts';

/*
 * Markdown as templates, with its parser: a chunk of its own, loaded with the first answer that has any.
 */
export { plainText } from './markdown-model.ts';

interface MarkdownFace {
  readonly words: Strings;
  readonly onCopy: (text: string) => void;
}

/** @param isWhole false while more of it is to come, or where it was cut off */
export function markdownView(text: string, isWhole: boolean, face: MarkdownFace): TemplateResult {
  return html`<div class="markdown">${readMarkdown(isWhole ? text : steady(text)).map((each) => block(each, face))}</div>`;
}

function block(part: Block, face: MarkdownFace): TemplateResult {
  switch (part.kind) {
    case 'heading':
      return html`<p part="heading" role="heading" aria-level=${part.level}>${part.children.map(inline)}</p>`;
    case 'code':
      return html`<div part="code" class="code" dir="ltr">
        <div class="code-header">
          <span>${part.language}</span>
          <button part="copy-code-button" class="small quiet" @click=${() => face.onCopy(part.text)}>
            ${copyIcon}${face.words.copyCode}
          </button>
        </div>
        <pre tabindex="0" role="group" aria-label=${face.words.code}><code>${part.text}</code></pre>
      </div>`;
    case 'list': {
      const items = part.items.map((item) => listItem(item, face));
      return part.ordered ? html`<ol start=${part.start}>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'quote':
      return html`<blockquote>${part.blocks.map((each) => block(each, face))}</blockquote>`;
    case 'table': {
      const { align } = part;
      return html`<div class="table" tabindex="0" role="group" aria-label=${face.words.table}>
        <table part="table">
          <thead><tr>${part.header.map((cell, at) => html`<th scope="col" class=${side(align[at])}>${cell.map(inline)}</th>`)}</tr></thead>
          <tbody>${part.rows.map((row) => html`<tr>${row.map((cell, at) => html`<td class=${side(align[at])}>${cell.map(inline)}</td>`)}</tr>`)}</tbody>
        </table>
      </div>`;
    }
    case 'rule':
      return html`<hr />`;
    case 'paragraph':
      return html`<p>${part.children.map(inline)}</p>`;
  }
}

function side(align: Align | null | undefined): string {
  return align ?? 'start';
}

function listItem({ checked, blocks }: ListItem, face: MarkdownFace): TemplateResult {
  const content = blocks.map((each) => block(each, face));
  if (checked === null) return html`<li>${content}</li>`;
  return html`<li class="task"><input type="checkbox" disabled ?checked=${checked} aria-hidden="true" />
    <span class="visually-hidden">${checked ? '☑' : '☐'}</span><div>${content}</div></li>`;
}

function inline(part: Inline): unknown {
  if (typeof part === 'string') return part;
  switch (part.kind) {
    case 'strong':
      return html`<strong>${part.children.map(inline)}</strong>`;
    case 'em':
      return html`<em>${part.children.map(inline)}</em>`;
    case 'del':
      return html`<del>${part.children.map(inline)}</del>`;
    case 'code':
      return html`<code dir="ltr">${part.text}</code>`;
    case 'break':
      return html`<br />`;
    case 'link': {
      const href = part.href.startsWith('mailto:') ? part.href : safeHref(part.href);
      const children = part.children.map(inline);
      return href === undefined ? children : html`<a part="text-link" href=${href} target="_blank" rel="noopener">${children}</a>`;
    }
  }
}

export const markdownStyles = css`
  .markdown {
    display: flow-root;
    white-space: normal;
  }
  .markdown > :first-child,
  .markdown li > :first-child,
  .markdown blockquote > :first-child {
    margin-block-start: 0;
  }
  .markdown > :last-child,
  .markdown li > :last-child,
  .markdown blockquote > :last-child {
    margin-block-end: 0;
  }
  .markdown p,
  .markdown ul,
  .markdown ol,
  .markdown blockquote,
  .markdown .code,
  .markdown .table {
    margin-block: 0.6em;
  }
  .markdown li :is(ul, ol) {
    margin-block: 0.25em;
  }
  .markdown [role='heading'] {
    margin-block: 1em 0.35em;
    font-weight: 650;
    font-size: 1.0667em;
    line-height: 1.35;
  }
  .markdown ul,
  .markdown ol {
    padding-inline-start: 1.5em;
    list-style: revert;
    display: block;
  }
  .markdown li {
    display: list-item;
    margin-block: 0.25em;
  }
  .markdown li::marker {
    color: color-mix(in oklab, currentColor 65%, transparent);
    font-variant-numeric: tabular-nums;
  }
  .markdown .task {
    display: flex;
    gap: 0.5em;
    margin-inline-start: -1.5em;
  }
  .markdown input {
    flex: none;
    inline-size: 1em;
    block-size: 1em;
    margin: 0.25em 0 0;
    accent-color: var(--_accent);
  }
  .markdown a {
    color: inherit;
    font-weight: 550;
    text-decoration-color: color-mix(in oklab, currentColor 45%, transparent);
    text-underline-offset: 0.2em;
  }
  .markdown a:hover {
    text-decoration-color: currentColor;
  }
  .markdown code {
    padding: 0.12em 0.35em;
    border-radius: 0.4em;
    background: color-mix(in oklab, currentColor 9%, transparent);
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    font-size: 0.9em;
  }
  .code {
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.55);
    background: var(--_surface);
    color: var(--_text);
  }
  .code-header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-inline: calc(var(--_space) * 3) calc(var(--_space) * 1);
    border-block-end: 1px solid var(--_border);
    color: var(--_text-muted);
    font-size: 0.8em;
  }
  .code-header button {
    font-size: 1em;
  }
  .code pre {
    margin: 0;
    padding: calc(var(--_space) * 3);
    overflow-x: auto;
    tab-size: 2;
  }
  .code pre:focus-visible,
  .table:focus-visible {
    outline-offset: -2px;
  }
  .code code {
    padding: 0;
    background: none;
    overflow-wrap: normal;
    white-space: pre;
  }
  .table {
    overflow-x: auto;
    border: 1px solid color-mix(in oklab, currentColor 18%, transparent);
    border-radius: calc(var(--_radius) * 0.55);
  }
  table {
    min-inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.9333em;
    font-variant-numeric: tabular-nums;
    overflow-wrap: normal;
  }
  th,
  td {
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    text-align: start;
    vertical-align: top;
  }
  th {
    font-weight: 650;
    background: color-mix(in oklab, currentColor 6%, transparent);
  }
  tr + tr td,
  tbody tr:first-child td {
    border-block-start: 1px solid color-mix(in oklab, currentColor 14%, transparent);
  }
  .center {
    text-align: center;
  }
  .end {
    text-align: end;
  }
  blockquote {
    margin-inline: 0;
    padding-inline-start: calc(var(--_space) * 3);
    border-inline-start: 3px solid color-mix(in oklab, currentColor 25%, transparent);
  }
  hr {
    margin-block: 1em;
    border: 0;
    border-block-start: 1px solid color-mix(in oklab, currentColor 25%, transparent);
  }
`;
