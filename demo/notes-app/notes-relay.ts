import type { Server } from 'node:http';
import { createRelay } from 'realtime-assistant-relay';
import type { RelayOptions } from 'realtime-assistant-relay';
import { startModelServer } from './model-server.ts';

const instructions = [
  'You take notes. Call add_note when the user wants something written down; keep their words, tidy the grammar.',
  'Call search_notes when they ask about their notes, and delete_note when they want one gone: search first, and ask which one',
  'when more than one fits. Answer in one short sentence. You know nothing but what the tools tell.',
].join(' ');

interface NotesRelayOptions {
  /** Where no service of the operator's is named, the local engine answers, with rules in place of a language model. */
  readonly isKeyless: boolean;
  readonly upstream: RelayOptions['upstream'];
  readonly log: ((line: string) => void) | undefined;
}

export interface NotesRelay {
  close(): Promise<void>;
}

/**
 * The note-taker's own relay, at `/notes-app/realtime` of the demo's server: no knowledge, other instructions, and the one
 * permission that the park's relay does not give, to call tools of the page.
 */
export async function attachNotesRelay(server: Server, options: NotesRelayOptions): Promise<NotesRelay> {
  const { isKeyless, upstream, log } = options;
  const model = isKeyless ? await startModelServer() : undefined;
  const relay = createRelay({
    store: null,
    instructions,
    clientTools: ['add_note', 'search_notes', 'delete_note'],
    ...(model
      ? { upstream: { kind: 'local', engine: { chat: { url: model.url, model: 'note-taker' } } } }
      : upstream && { upstream }),
    ...(log && { log }),
  });
  const close = async (): Promise<void> => {
    await relay.close({ drainMs: 0 });
    await model?.close();
  };
  try {
    await relay.attach(server, { path: '/notes-app' });
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
