import { askOverHttp } from './conversation.ts';

self.addEventListener('message', ({ data }: MessageEvent<{ url: string; question: string }>) => {
  askOverHttp(data.url, data.question).then(
    (events) => self.postMessage(events),
    (error: unknown) => self.postMessage(String(error)),
  );
});
