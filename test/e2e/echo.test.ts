import { describe, expect, it } from 'vitest';
import type { RealtimeAssistant } from '../../src/index.ts';
import { audioOfItem, findIn, heardMs, RATE, rms, toStreamRate } from './listen.ts';
import { messages, sharePark, startTalking, untilState } from './park.ts';
import { say } from './spoken.ts';
import type { Visitor, VisitorOptions, WireFrame } from './visitor.ts';

const isAppend = ({ from, type }: WireFrame): boolean => from === 'widget' && type === 'input_audio_buffer.append';
const isTruncation = ({ from, type }: WireFrame): boolean => from === 'widget' && type === 'conversation.item.truncate';

/** A laptop on a table: the microphone hears what the assistant says. */
describe('where the microphone hears the loudspeaker', () => {
  const park = sharePark();
  let visitor: Visitor;

  /** Talks to an assistant of these attributes. */
  async function arrive(attributes: Record<string, string> = {}, options: VisitorOptions = {}): Promise<Visitor> {
    visitor = await park.visit({ record: true, room: 'rings', ...options });
    await visitor.page.evaluate((attributes) => {
      const assistant = document.querySelector('realtime-assistant')!;
      for (const [name, value] of Object.entries(attributes)) assistant.setAttribute(name, value);
    }, attributes);
    await startTalking(visitor.page);
    await untilState(visitor.page, 'listening');
    return visitor;
  }

  async function ask(question: string): Promise<void> {
    await visitor.say(await say(question));
    await untilState(visitor.page, 'speaking');
  }

  const itemsHeard = (): string[] => [
    ...new Set(visitor.seen('relay', 'response.output_audio.delta').map(({ frame }) => String(frame['item_id']))),
  ];

  it('the assistant finishes what it says, its echo stays in the page, and a person still interrupts', async () => {
    const { page } = await arrive();
    await ask('Where is the shuttle bus?');
    // It knows the room after the first words.
    await visitor.untilHeard(1_500);
    const begun = visitor.frames.length;
    await untilState(page, 'listening');
    const ended = visitor.frames.length;

    const [itemId] = itemsHeard();
    const speech = audioOfItem(visitor.frames, itemId!);
    const { samples, rate } = await visitor.recording();
    expect(heardMs(toStreamRate(samples, rate), speech)).toBeGreaterThan((speech.length / RATE) * 1_000 - 150);
    expect(visitor.seen('relay', 'input_audio_buffer.speech_started')).toHaveLength(1);
    expect(visitor.seen('widget', 'conversation.item.truncate')).toEqual([]);
    const frames = visitor.frames.slice(begun, ended).filter(isAppend);
    expect(frames.length).toBeGreaterThan(100);
    const silent = frames.filter((entry) => rms(pcmOf(entry)) === 0);
    expect(silent.length / frames.length).toBeGreaterThan(0.9);

    await ask('Tell me about boat rental.');
    await visitor.untilHeard(1_500, samples.length);
    await visitor.say(await say('What is the dog policy?', 'awb'));
    const cut = await visitor.frame(isTruncation);
    expect(cut.frame['item_id']).toBe(itemsHeard()[1]);
    await visitor.frame(({ type, frame }) => type === 'conversation.item.truncated' && frame['item_id'] === cut.frame['item_id']);
    await visitor.frame(
      ({ type, frame }) => type === 'response.output_audio.delta' && frame['item_id'] !== cut.frame['item_id'] && frame['item_id'] !== itemId,
    );
    await untilState(page, 'speaking');
    const all = await messages(page);
    expect(all.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user', 'assistant']);
    expect(all.map(({ status }) => status).slice(0, 4)).toEqual(['complete', 'complete', 'complete', 'interrupted']);
    expect(all[5]!.text.toLowerCase()).toContain('dog');
    expect(visitor.complaints).toEqual([]);
  });

  it('with echo-gate="off" the service is sent what the microphone hears, the echo too', async () => {
    await arrive({ 'echo-gate': 'off' });
    await ask('What are the campfire rules?');
    const spoken = visitor.frames.indexOf(visitor.seen('relay', 'response.output_audio.delta')[0]!);
    await visitor.frame((entry) => visitor.frames.indexOf(entry) > spoken && isAppend(entry) && rms(pcmOf(entry)) > 0.01);
    // It takes it for the visitor, which is what the gate is for.
    await visitor.frame(
      (entry) => visitor.frames.indexOf(entry) > spoken && entry.type === 'input_audio_buffer.speech_started',
    );
  });

  it('with barge-in="off" nothing is sent while an answer is heard, and the question after it is', async () => {
    const { page } = await arrive({ 'barge-in': 'off', 'echo-gate': 'off' });
    await ask('Where is the shuttle bus?');
    await visitor.untilHeard(300);
    const begun = visitor.frames.length;
    // Nobody gets a word in.
    await visitor.say(await say('What is the dog policy?', 'awb'));
    await untilState(page, 'listening');
    expect(visitor.frames.slice(begun).filter(isAppend)).toEqual([]);
    expect((await messages(page))[1]!.status).toBe('complete');

    // The room rings on for a moment, in which the microphone still rests.
    const ended = visitor.frames.length;
    await visitor.frame((entry) => visitor.frames.indexOf(entry) >= ended && isAppend(entry));
    await ask('When is the visitor center open?');
    expect(visitor.seen('relay', 'input_audio_buffer.speech_started')).toHaveLength(2);
    const all = await messages(page);
    expect(all.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(all[2]!.text.toLowerCase()).toContain('visitor center');
  });

  it('steps back as soon as somebody speaks, before the service says so, and comes back when it hears nobody', async () => {
    // A service that finds no turns by itself never says that somebody speaks.
    const { page } = await arrive({ 'turn-detection': 'none' }, { room: 'quiet' });
    await page.evaluate(() =>
      document.querySelector<RealtimeAssistant>('realtime-assistant')!.sendText('What are the campfire rules?'),
    );
    await untilState(page, 'speaking');
    await visitor.untilHeard(1_500);
    await visitor.say(await say('One moment'));
    await untilState(page, 'listening');

    const speech = audioOfItem(visitor.frames, itemsHeard()[0]!);
    const { samples, rate } = await visitor.recording();
    const recording = toStreamRate(samples, rate);
    const start = findIn(recording, speech)!;
    const gains: number[] = [];
    const step = RATE / 20;
    for (let at = 0; at + step <= speech.length; at += step) {
      const sent = rms(speech, at, at + step);
      if (sent > 0.01) gains.push(rms(recording, start + at, start + at + step) / sent);
    }
    const isDucked = (gain: number): boolean => gain > 0.15 && gain < 0.3;
    const first = gains.findIndex(isDucked);
    const last = gains.findLastIndex(isDucked);
    const full = (part: number[]): number => part.filter((gain) => gain > 0.9 && gain < 1.1).length / part.length;
    expect(first).toBeGreaterThan(10);
    expect(gains.slice(first, last + 1).every(isDucked)).toBe(true);
    expect(last - first).toBeGreaterThan(5);
    expect(gains.length - last).toBeGreaterThan(10);
    expect(full(gains.slice(0, first - 1))).toBeGreaterThan(0.9);
    expect(full(gains.slice(last + 2))).toBeGreaterThan(0.9);
    expect(visitor.seen('relay', 'input_audio_buffer.speech_started')).toEqual([]);
    expect((await messages(page))[1]).toMatchObject({ role: 'assistant', status: 'complete' });
  });
});

/** What an append carries, −1 to 1. */
function pcmOf({ frame }: WireFrame): Float32Array {
  const bytes = Buffer.from(String(frame['audio']), 'base64');
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(i * 2) / 32_768);
}
