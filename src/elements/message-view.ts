import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Message, ToolStep } from '../conversation/conversation.ts';
import { alertIcon, cutIcon } from './icons.ts';
import type * as Markdown from './markdown.ts';
import { hasMarkdown } from './markdown-hint.ts';
import type * as Pictures from './message-picture.ts';
import { againIcon, badIcon, copyIcon, doneIcon, forbidIcon, goodIcon } from './message-icons.ts';
import { nestedParts } from './nested-parts.ts';
import { RealtimeSources } from './realtime-sources.ts';
import { fill } from './strings.ts';
import type { Strings } from './strings.ts';
import { timeWords } from './time-words.ts';
import type { Rating, Row } from './transcript-rows.ts';

/** What all messages of a transcript have in common. The same object as long as it is the same. */
export interface MessageFace {
  readonly words: Strings;
  readonly language: string | undefined;
  /** What is loaded when it is first needed. */
  readonly markdown: typeof Markdown | undefined;
  readonly pictures: typeof Pictures | undefined;
  readonly rates: boolean;
  /** Asks for what is loaded lazily; it is there with one of the next faces. */
  readonly want: (what: 'markdown' | 'pictures') => void;
  readonly onCopy: (text: string, message?: Message) => void;
  readonly onRate: (message: Message, rating: Rating) => void;
  readonly onRetry: (message: Message) => void;
}

/** Whether a parser is needed for it. What visitors write is shown as they wrote it. */
export function wantsMarkdown({ role, text }: Message): boolean {
  return role === 'assistant' && hasMarkdown(text);
}

/** One turn with all that belongs to it. */
export function messageView(row: Row, face: MessageFace): TemplateResult {
  const { message, begins } = row;
  const { role, status, text, sources, images } = message;
  const who = role === 'user' ? face.words.youSaid : face.words.assistantSaid;
  const time = begins ? html`<p part="time" class="time">${timeView(message, face)}</p>` : nothing;
  // A failed turn without text has nothing to show but why.
  const bubble =
    status === 'failed' && text === ''
      ? nothing
      : html`<div part="bubble" class="bubble"><div dir="auto">${content(row, face)}</div></div>`;
  return html`<div class="turn" role="listitem">
    ${time}
    <div part="message ${role}-message" class="message ${role} ${status}${row.isLatest ? ' latest' : ''}">
      <span class="visually-hidden">${who}</span>${images.length > 0 ? picturesView(images, face) : nothing}${bubble}${
        note(message, face)
      }${
        sources.length > 0
          ? html`<realtime-sources
            part="sources"
            exportparts=${nestedParts('sources', RealtimeSources.parts)}
            .sources=${sources}
            .answer=${text}
          ></realtime-sources>`
          : nothing
      }${text !== '' && status !== 'in-progress' && row.shown >= text.length ? actions(row, face) : nothing}
    </div>
    ${stepsView(row.steps, face.words)}
  </div>`;
}

/** What tools did, in the operator's words. */
export function stepsView(steps: readonly ToolStep[], words: Strings): TemplateResult | typeof nothing {
  if (steps.length === 0) return nothing;
  const icons = { started: html`<i class="running"></i>`, completed: doneIcon, failed: forbidIcon };
  return html`<ul part="steps" class="steps">
    ${steps.map(
      ({ label, status }) =>
        html`<li part="step" class=${status}>
          ${icons[status]}<bdi>${label}</bdi> ${
            status === 'failed' ? html`<span class="visually-hidden">${words.toolFailed}</span>` : nothing
          }
        </li>`,
    )}
  </ul>`;
}

function timeView({ at }: Message, { language }: MessageFace): TemplateResult | typeof nothing {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return nothing;
  return html`<time dir="auto" datetime=${date.toISOString()}>${timeWords(at, language)}</time>`;
}

function content({ message, shown }: Row, face: MessageFace): unknown {
  const { role, status } = message;
  const text = message.text.slice(0, shown);
  const isGrowing = status === 'in-progress' || shown < message.text.length;
  if (isGrowing && text.trim() === '') {
    const waiting = role === 'user' ? face.words.hearingYou : face.words.writing;
    return html`<span class="dots"><i></i><i></i><i></i></span><span class="visually-hidden">${waiting}</span>`;
  }
  if (!face.markdown && wantsMarkdown(message)) face.want('markdown');
  const said =
    face.markdown && wantsMarkdown(message)
      ? face.markdown.markdownView(text, !isGrowing && status === 'complete', face)
      : text;
  return isGrowing && role === 'assistant' ? html`${said}<span part="caret" class="caret"></span>` : said;
}

function picturesView(images: readonly string[], { words, pictures, want }: MessageFace): TemplateResult {
  if (!pictures) want('pictures');
  return html`<div part="pictures" class="pictures">
    ${images.map(
      (address, index) =>
        html`<canvas
          part="picture"
          role="img"
          aria-label=${fill(words.picture, { number: index + 1 }, words.lang)}
          width="96"
          height="96"
          ${pictures?.drawPicture(address)}
        ></canvas>`,
    )}
  </div>`;
}

function note(message: Message, { words, onRetry }: MessageFace): TemplateResult | typeof nothing {
  const { role, status, modality, text } = message;
  if (status === 'interrupted') {
    return html`<p part="note" class="note">${cutIcon}<span>${words.interrupted}</span></p>`;
  }
  if (status !== 'failed') return nothing;
  const failedOwn = modality === 'voice' ? words.failedVoice : words.failedText;
  const own = role === 'user';
  // What was not understood can only be said again.
  const isHopeless = own && (modality === 'voice' || text === '');
  return html`<p part="note" class="note">${alertIcon}<span>${own ? failedOwn : words.failedAnswer}</span>${
    isHopeless
      ? nothing
      : html`<button part="retry-button" class="small" @click=${() => onRetry(message)}>
        ${againIcon}${own ? words.sendAgain : words.answerAgain}
      </button>`
  }</p>`;
}

/** Out of the order of the Tab key but for one, see action-keys.ts: a thousand messages are no thousand stops. */
function actions({ message, rating, isCopied }: Row, face: MessageFace): TemplateResult {
  const { words, onCopy, onRate } = face;
  const rate = (value: Rating) => {
    const label = value === 'up' ? words.ratingUp : words.ratingDown;
    return html`<button
      part="action rate-${value}-button"
      class="small quiet"
      tabindex="-1"
      aria-label=${label}
      title=${label}
      aria-pressed=${rating === value}
      @click=${() => onRate(message, value)}
    >
      ${value === 'up' ? goodIcon : badIcon}
    </button>`;
  };
  const label = isCopied ? words.copied : words.copy;
  return html`<div part="actions" class="actions" role="toolbar" aria-label=${words.messageActions}>
    <button
      part="action copy-button"
      class="small quiet"
      tabindex="-1"
      aria-label=${label}
      title=${label}
      @click=${() => onCopy(message.text, message)}
    >
      ${isCopied ? doneIcon : copyIcon}
    </button>
    ${face.rates && message.role === 'assistant' && message.status !== 'failed' ? html`${rate('up')}${rate('down')}` : nothing}
    <span class="said-at">${timeView(message, face)}</span>
  </div>`;
}
