import { executeServerCommand } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { ServerEvent } from '../../../src/protocol/server-event.ts';
import { askOverHttp } from './chat-worker/conversation.ts';

const question = 'What does a ticket cost for adults?';

describe('text over HTTP, from a page to a relay at another origin', () => {
  let url = '';
  before(async () => {
    url = String(await executeServerCommand('chat-relay', {}));
  });

  const expectAnswer = (events: readonly ServerEvent[]): void => {
    const words = events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
    expect(words).to.contain('12 euros');
    const sources = events.find((event) => event.type === 'sources');
    expect(sources?.sources.map(({ id }) => id)).to.deep.equal(['tickets-1']);
    expect(events.filter(({ type }) => type === 'malformed')).to.deep.equal([]);
  };

  it('is answered on the page', async () => expectAnswer(await askOverHttp(url, question)));

  it('is answered in a worker', async () => {
    const worker = new Worker(new URL('./chat-worker/chat.worker.ts', import.meta.url), { type: 'module' });
    try {
      const answered = new Promise<ServerEvent[] | string>((resolve, reject) => {
        worker.addEventListener('message', ({ data }: MessageEvent<ServerEvent[] | string>) => resolve(data));
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
      });
      worker.postMessage({ url, question });
      const events = await answered;
      if (typeof events === 'string') throw new Error(events);
      expectAnswer(events);
    } finally {
      worker.terminate();
    }
  });
});
