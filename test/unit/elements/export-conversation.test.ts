import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/conversation/conversation.ts';
import { exportConversation } from '../../../src/elements/export-conversation.ts';
import { englishStrings } from '../../../src/elements/strings.ts';

const message = (fields: Partial<Message>): Message => ({
  id: 'a',
  role: 'assistant',
  modality: 'text',
  status: 'complete',
  text: 'At *nine*.',
  sources: [],
  images: [],
  at: Date.UTC(2026, 4, 3, 8, 30),
  ...fields,
});
const source = { id: 's', title: 'Visit [us]', heading: 'Hours', url: '/visit (x)>', text: 'From nine.', quote: '' };
const talk = [
  message({ id: 'q', role: 'user', text: 'When, *please*?', images: ['data:image/png;base64,AAAA'] }),
  message({ sources: [source] }),
  message({ id: 'b', status: 'interrupted', text: 'On Sun' }),
  message({ id: 'c', status: 'in-progress', text: 'And' }),
  message({ id: 'd', role: 'user', status: 'failed', text: '' }),
];

describe('a conversation to keep', () => {
  it('as text', () => {
    expect(exportConversation(talk, 'text', englishStrings)).toBe(`[2026-05-03T08:30:00.000Z] You: When, *please*?

[2026-05-03T08:30:00.000Z] Assistant: At *nine*.
Sources:
  1. Visit [us] › Hours – /visit (x)>

[2026-05-03T08:30:00.000Z] Assistant: On Sun [Stopped here]
`);
  });

  it('as Markdown, in which the visitor’s words mean nothing', () => {
    expect(exportConversation(talk, 'markdown', englishStrings)).toBe(`**You** · 2026-05-03T08:30:00.000Z

When, \\*please\\*?

**Assistant** · 2026-05-03T08:30:00.000Z

At *nine*.

Sources:

1. [Visit \\[us\\] › Hours](</visit%20(x)%3E>)

**Assistant** · 2026-05-03T08:30:00.000Z

On Sun

*Stopped here*
`);
  });

  it('as JSON, without pictures', () => {
    const { messages } = JSON.parse(exportConversation(talk, 'json', englishStrings)) as { messages: object[] };
    expect(messages).toHaveLength(3);
    expect(messages[1]).toEqual({
      id: 'a',
      role: 'assistant',
      modality: 'text',
      status: 'complete',
      at: '2026-05-03T08:30:00.000Z',
      text: 'At *nine*.',
      sources: [source],
    });
  });

  it('that has not begun is empty, and a time that is none breaks nothing', () => {
    expect(exportConversation([], 'text', englishStrings)).toBe('');
    expect(exportConversation([message({ at: Number.NaN })], 'json', englishStrings)).toContain('"at": ""');
  });
});
