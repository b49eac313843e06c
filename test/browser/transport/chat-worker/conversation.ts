import { openai } from '../../../../src/protocol/openai.ts';
import type { ClientCommand } from '../../../../src/protocol/client-command.ts';
import type { ServerEvent } from '../../../../src/protocol/server-event.ts';
import { openChat } from '../../../../src/transport/chat-transport.ts';

/** Asks one question over HTTP, and tells what came until the answer was there. Runs on a page and in a worker. */
export function askOverHttp(url: string, question: string): Promise<ServerEvent[]> {
  return new Promise((resolve, reject) => {
    const events: ServerEvent[] = [];
    let toolCalled = false;
    const words = openai.open({});
    const say = (command: ClientCommand): void => {
      for (const frame of words.encode(command)) transport.send(frame);
    };
    const transport = openChat(
      { url, protocols: ['realtime'] },
      {
        onOpen: () => {},
        onMessage: (frame) => {
          const [event] = words.decode(frame);
          if (event === undefined) return;
          events.push(event);
          if (event.type === 'session-created') {
            say({ type: 'create-message', itemId: 'item_1', role: 'user', text: question });
            say({ type: 'create-response', eventId: 'create_1' });
          }
          if (event.type === 'error') reject(new Error(event.message));
          if (event.type === 'response-created') toolCalled = false;
          if (event.type === 'tool-activity') toolCalled ||= event.status === 'started';
          if (event.type !== 'response-done' || toolCalled) return;
          transport.close();
          resolve(events);
        },
        onClose: (code) => reject(new Error(`closed with ${code}`)),
      },
    );
  });
}
