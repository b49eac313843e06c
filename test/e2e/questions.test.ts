import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import questions from '../fixtures/questions.json' with { type: 'json' };
import { openPark, type Park } from './park.ts';
import { closeSpeaker, join16, say, silence } from './spoken.ts';

interface Heard {
  readonly transcript: string;
  readonly answer: string;
  /** Paths of the sources, best first. */
  readonly sources: readonly string[];
}

/** One question, spoken into a conversation of its own over the relay's socket, as fast as the relay takes it. */
function ask(park: Park, audio: Int16Array): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${park.url.replace('http', 'ws')}/realtime`, ['realtime'], { origin: park.url });
    const timer = setTimeout(() => finish(new Error('no answer within 40 s')), 40_000);
    let transcript = '';
    let answer = '';
    let sources: string[] = [];
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      socket.close();
      if (error === undefined) resolve({ transcript, answer, sources });
      else reject(error);
    };
    socket.on('error', finish);
    socket.on('message', (data) => {
      const event = JSON.parse(String(data)) as Readonly<Record<string, string>>;
      switch (event['type']) {
        case 'session.created':
          for (let at = 0; at < audio.length; at += 480) {
            const frame = Buffer.from(audio.buffer, at * 2, Math.min(480, audio.length - at) * 2).toString('base64');
            socket.send(`{"type":"input_audio_buffer.append","audio":"${frame}"}`);
          }
          return;
        case 'conversation.item.input_audio_transcription.completed':
          transcript = event['transcript']!;
          return;
        case 'extension.middle_tier_tool_response': {
          const told = JSON.parse(event['tool_result']!) as { sources: { url: string }[] };
          sources = told.sources.map(({ url }) => new URL(url, park.url).pathname.slice(1));
          return;
        }
        case 'response.output_audio_transcript.done':
          answer = event['transcript']!;
          return;
        case 'response.done':
          // The first response of a turn is the search, which the relay keeps to itself; the second one speaks.
          if (answer !== '') finish();
          return;
        case 'error':
          finish(new Error(JSON.stringify(event)));
          return;
        default:
      }
    });
  });
}

/*
 * The figure behind docs/speech-accuracy.md: spoken by a synthetic voice that is not the engine's own, over the whole site's
 * vocabulary. What is not understood must be turned away in words, and not be forced onto a topic.
 */
describe('thirty spoken questions over the demo site', () => {
  let park: Park;

  beforeAll(async () => {
    park = await openPark();
  });

  afterAll(async () => {
    await park?.close();
    await closeSpeaker();
  });

  it('finds the right topic and the right page for at least 28', { timeout: 240_000 }, async () => {
    const failures: string[] = [];
    for (const { question, topic, source, expect: words } of questions) {
      const heard = await ask(park, join16([silence(0.5), await say(question), silence(1.5)]));
      const topicRight = heard.transcript.toLowerCase().includes(topic.toLowerCase());
      const sourceRight = heard.sources[0] === source;
      const answerRight = heard.answer.toLowerCase().includes(words.toLowerCase());
      if (!topicRight || !sourceRight || !answerRight) {
        failures.push(`${question} → heard "${heard.transcript}", ${heard.sources[0] ?? 'no source'}: ${heard.answer}`);
      }
    }
    console.log(`${questions.length - failures.length} of ${questions.length} right\n${failures.join('\n')}`);
    expect(failures.length, failures.join('\n')).toBeLessThanOrEqual(2);
  });
});
