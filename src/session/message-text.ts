import { AssistantError } from '../base/assistant-error.ts';

const LIMIT = 20_000;

/** What a visitor typed, without space around it. Throws `invalid-option` for nothing, or for more than 20,000 characters. */
export function messageText(text: unknown): string {
  const words = typeof text === 'string' ? text.trim() : '';
  if (words !== '' && words.length <= LIMIT) return words;
  throw new AssistantError('invalid-option', `A message has 1 to ${LIMIT} characters; this has ${words.length}.`);
}
