import { z } from 'zod';
import { issuePath } from '../config/issue-path.js';
import type { UpstreamShape, WireObject } from '../session/upstream-shape.js';

const maxMessages = 100;

const message = z.strictObject({
  // As long as the services take; `root` names the beginning of a conversation there.
  id: z
    .string()
    .regex(/^(?!root$)[\w-]{1,32}$/, 'must be of letters, digits, "_" and "-", 32 at most, and not "root"')
    .optional(),
  role: z.enum(['user', 'assistant']),
  text: z.string().min(1, 'must not be empty'),
});

const schema = z.strictObject({
  messages: z
    .array(message)
    .min(1, 'must hold the question')
    .max(maxMessages, `must hold ${maxMessages} at most: leave out the oldest`)
    .refine((all) => all.at(-1)?.role === 'user', 'must end with one of role "user", which is to be answered')
    .refine(haveOwnIds, 'must have an id each of its own'),
});

export type ChatMessages = z.output<typeof schema>['messages'];

/** A body that is none of a chat. `param` is the field at fault, as `messages[0].text`; null for the whole. */
export class ChatBodyError extends Error {
  readonly code: 'invalid_json' | 'invalid_request';
  readonly param: string | null;

  constructor(code: ChatBodyError['code'], message: string, param: string | null) {
    super(message);
    this.name = 'ChatBodyError';
    this.code = code;
    this.param = param;
  }
}

/** The messages of a body, oldest first. Throws a {@link ChatBodyError}. */
export function readChatBody(body: Buffer): ChatMessages {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ChatBodyError('invalid_json', 'The body must be JSON in UTF-8: {"messages":[…]}.', null);
  }
  const { error, data } = schema.safeParse(value);
  if (data) return data.messages;
  const issue = error.issues[0]!;
  const path = issuePath(issue);
  if (issue.code === 'unrecognized_keys') {
    // The name is a stranger's own text: cut, so that the answer stays small.
    const field = `${path}${path === '' ? '' : '.'}${String(issue.keys[0]).slice(0, 100)}`;
    throw new ChatBodyError('invalid_request', `The field "${field}" is not known here: leave it out.`, field);
  }
  throw new ChatBodyError('invalid_request', `${path || 'The body'}: ${issue.message}.`, path || null);
}

/** The events by which a browser would have these messages answered in writing. */
export function chatEvents(messages: ChatMessages, shape: UpstreamShape): WireObject[] {
  const items = messages.map(({ id, role, text }, index) => ({
    type: 'conversation.item.create',
    event_id: `chat_message_${index}`,
    item: {
      ...(id === undefined ? {} : { id }),
      type: 'message',
      role,
      content: [{ type: role === 'user' ? 'input_text' : shape.assistantTextPart, text }],
    },
  }));
  return [
    { type: 'session.update', event_id: 'chat_settings', session: shape.writtenSession },
    ...items,
    { type: 'response.create', event_id: 'chat_answer' },
  ];
}

function haveOwnIds(messages: readonly { readonly id?: string | undefined }[]): boolean {
  const ids = messages.flatMap(({ id }) => id ?? []);
  return new Set(ids).size === ids.length;
}
