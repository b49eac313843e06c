import type { Message, Source } from '../conversation/conversation.ts';

export type ExportFormat = 'text' | 'markdown' | 'json';

/** Words in an exported conversation; those of the elements serve. */
export interface ExportWords {
  readonly youSaid: string;
  readonly assistantSaid: string;
  readonly sources: string;
  readonly interrupted: string;
}

/** What a file of each kind is. */
export const exportFiles = {
  text: { type: 'text/plain', ending: 'txt' },
  markdown: { type: 'text/markdown', ending: 'md' },
  json: { type: 'application/json', ending: 'json' },
} as const satisfies Record<ExportFormat, { readonly type: string; readonly ending: string }>;

/**
 * A conversation to keep: what was said and finished, by whom and when (ISO 8601, UTC), with the sources of the answers.
 * Markdown of answers stays as it is; what visitors wrote is escaped in it. Pictures are left out.
 */
export function exportConversation(messages: readonly Message[], format: ExportFormat, words: ExportWords): string {
  const said = messages.filter(({ status, text }) => status !== 'in-progress' && text !== '');
  if (format === 'json') return `${JSON.stringify({ messages: said.map((message) => record(message)) }, null, 2)}\n`;
  return said.map((message) => (format === 'markdown' ? asMarkdown(message, words) : asText(message, words))).join('\n');
}

function record({ id, role, modality, status, at, text, sources }: Message): object {
  return { id, role, modality, status, at: iso(at), text, sources };
}

function asText({ role, status, at, text, sources }: Message, words: ExportWords): string {
  const who = role === 'user' ? words.youSaid : words.assistantSaid;
  const list = sources.map((source, index) => `  ${index + 1}. ${[nameOf(source), source.url].filter(Boolean).join(' – ')}`);
  return [
    `[${iso(at)}] ${who} ${text}${status === 'interrupted' ? ` [${words.interrupted}]` : ''}`,
    ...(list.length > 0 ? [`${words.sources}:`, ...list] : []),
    '',
  ].join('\n');
}

function asMarkdown({ role, status, at, text, sources }: Message, words: ExportWords): string {
  const who = (role === 'user' ? words.youSaid : words.assistantSaid).replace(/\s*[:：]$/u, '');
  const list = sources.map((source, index) => `${index + 1}. ${linked(source)}`);
  return [
    `**${who}** · ${iso(at)}`,
    '',
    role === 'user' ? escaped(text) : text,
    ...(status === 'interrupted' ? ['', `*${words.interrupted}*`] : []),
    ...(list.length > 0 ? ['', `${words.sources}:`, '', ...list] : []),
    '',
  ].join('\n');
}

function iso(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function nameOf({ title, heading }: Source): string {
  return heading === '' ? title : `${title} › ${heading}`;
}

function linked(source: Source): string {
  const name = escaped(nameOf(source));
  return source.url === '' ? name : `[${name}](<${source.url.replaceAll(/[<>\s]/gu, encodeURIComponent)}>)`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|~]/gu, String.raw`\$&`);
}
