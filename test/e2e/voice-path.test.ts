import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { RealtimeAssistant } from '../../src/index.ts';
import { audioOfItem, findIn, heardMs, heardRange, RATE, rms, toStreamRate } from './listen.ts';
import { messages, openPanel, sharePark, startTalking, type, untilState } from './park.ts';
import { say } from './spoken.ts';
import type { Visitor, VisitorOptions, WireFrame } from './visitor.ts';

/** A recorded human voice, 8 kHz: Debian's asterisk-core-sounds-en-wav. */
const human = '/usr/share/asterisk/sounds/en_US_f_Allison/cannot-complete-as-dialed.wav';

const isCut = ({ from, type }: WireFrame): boolean =>
  from === 'widget' && (type === 'conversation.item.truncate' || type === 'conversation.item.delete');
const isTruncation = ({ from, type }: WireFrame): boolean => from === 'widget' && type === 'conversation.item.truncate';
const isAnswerAudio = ({ from, type }: WireFrame): boolean => from === 'relay' && type === 'response.output_audio.delta';

/** The way of the voice through the whole product, and each way of ending an answer. */
describe('in a conversation', () => {
  const park = sharePark();
  let visitor: Visitor;

  async function arrive(options: VisitorOptions = {}): Promise<Visitor> {
    visitor = await park.visit({ record: true, room: 'quiet', ...options });
    return visitor;
  }

  async function ask(question: string): Promise<void> {
    await visitor.say(await say(question));
    await untilState(visitor.page, 'speaking');
  }

  /** Waits for the answer after the one that was cut. */
  async function nextAnswer(cut: WireFrame): Promise<void> {
    const isNext = (it: WireFrame): boolean =>
      isAnswerAudio(it) && it.at > cut.at && it.frame['item_id'] !== cut.frame['item_id'];
    await visitor.frame(isNext);
    await untilState(visitor.page, 'speaking');
  }

  /** What was cut ended where the service was told, and nothing of the rest was heard later. */
  async function expectCut({ frame }: WireFrame, from = 0): Promise<void> {
    const speech = audioOfItem(visitor.frames, String(frame['item_id']));
    const told = Number(frame['audio_end_ms']);
    const { samples, rate } = await visitor.recording();
    const recording = toStreamRate(samples.subarray(from), rate);
    expect(recording.length).toBeGreaterThan(RATE);
    expect(told).toBeLessThan((speech.length / RATE) * 1_000);
    // What the tap hears is what the device is given; the device itself holds back some tens of milliseconds more.
    const heard = heardRange(recording, speech)!;
    expect(told).toBeGreaterThan(heard.leastMs - 100);
    expect(told).toBeLessThanOrEqual(heard.mostMs);
    const rest = speech.subarray((RATE * (told + 300)) / 1_000);
    expect(rms(rest)).toBeGreaterThan(0.005);
    expect(findIn(recording, rest)).toBeNull();
  }

  it.skipIf(!existsSync(human))('a recorded human voice stops the answer, which is told as it was heard', async () => {
    const { page } = await arrive();
    await startTalking(page);
    await untilState(page, 'listening');
    await ask('What are the campfire rules?');
    await visitor.untilHeard(1_500);
    await visitor.say(await prompt(human));
    const cut = await visitor.frame(isTruncation);
    await nextAnswer(cut);
    await visitor.untilHeard(500, (await visitor.recording()).samples.length);
    await expectCut(cut);
    const all = await messages(page);
    // What she says is no question: it may be understood as nothing, which is not shown.
    expect(all[1]).toMatchObject({ role: 'assistant', status: 'interrupted' });
    expect(all.at(-1)).toMatchObject({ role: 'assistant' });
    expect(all.length).toBeGreaterThan(2);
    expect(visitor.complaints).toEqual([]);
  });

  it('muting in the middle of a sentence ends the turn, and what was said is answered', async () => {
    const { page } = await arrive();
    await startTalking(page);
    await untilState(page, 'listening');
    await visitor.say(await say('What are the campfire rules?'), await say('And then I would like to know much more.'));
    await page.getByRole('button', { name: 'Mute microphone' }).click();
    await untilState(page, 'speaking');
    const [question, answer] = await messages(page);
    expect(question!.text.toLowerCase()).toContain('campfire rules');
    expect(question!.text).not.toContain('much more');
    expect(answer!.text).toContain('iron fire rings');
    expect(visitor.complaints).toEqual([]);
  });

  it('muted as nothing, not a frame leaves the page until the visitor goes on', async () => {
    const { page } = await arrive();
    await page.evaluate(() => document.querySelector('realtime-assistant')!.setAttribute('muted-as', 'nothing'));
    await startTalking(page);
    await untilState(page, 'listening');
    await visitor.say(await say('What are the campfire rules?'), await say('And then I would like to know much more.'));
    const mute = page.getByRole('button', { name: 'Mute microphone' });
    await mute.click();
    await untilState(page, 'muted');
    const later = async (seconds: number): Promise<number> => {
      const { samples, rate } = await visitor.recording();
      await visitor.recordingReaches(samples.length + rate * seconds);
      return visitor.seen('widget', 'input_audio_buffer.append').length;
    };
    // What was on its way at the click has arrived by then.
    const sent = await later(0.3);
    expect(sent).toBeGreaterThan(50);
    expect(await later(1.5)).toBe(sent);
    expect(visitor.seen('relay', 'input_audio_buffer.speech_stopped')).toEqual([]);
    await mute.click();
    await untilState(page, 'speaking');
    expect((await messages(page))[0]!.text.toLowerCase()).toContain('campfire rules');
  });

  it('going back to the keyboard right behind the last word loses nothing: the question is answered', async () => {
    const { page } = await arrive();
    await startTalking(page);
    await untilState(page, 'listening');
    await visitor.say(await say('What are the campfire rules?'));
    await page.getByRole('switch', { name: 'Hands-free' }).click();
    await untilState(page, 'speaking');
    const [question, answer] = await messages(page);
    expect(question).toMatchObject({ role: 'user', text: 'What are the campfire rules?', status: 'complete' });
    expect(answer!.text).toContain('iron fire rings');
    const isFree = await page.evaluate(() =>
      (globalThis as unknown as { __room: { tracks: MediaStreamTrack[] } }).__room.tracks.every(
        ({ readyState }) => readyState === 'ended',
      ),
    );
    expect(isFree).toBe(true);
  });

  it('Escape, the stop button, interrupt() and another message each silence the answer, cut it and mark it', async () => {
    const { page } = await arrive();
    await openPanel(page);
    const ways: [string, () => Promise<unknown>][] = [
      ['Escape', () => page.keyboard.press('Escape')],
      ['the stop button', () => page.getByRole('button', { name: 'Stop the answer' }).click()],
      ['interrupt()', () => page.evaluate(() => document.querySelector('realtime-assistant')!.interrupt())],
      ['another message', () => type(page, 'What is the dog policy?')],
    ];
    let interrupted = 0;
    for (const [name, stop] of ways) {
      const before = visitor.frames.length;
      const from = (await visitor.recording()).samples.length;
      await type(page, 'What are the campfire rules?');
      await untilState(page, 'speaking');
      await visitor.untilHeard(1_500, from);
      await stop();
      const cut = await visitor.frame((it) => visitor.frames.indexOf(it) >= before && isCut(it));
      expect(cut.type, name).toBe('conversation.item.truncate');
      await page.waitForFunction(
        (count) =>
          document
            .querySelector<RealtimeAssistant>('realtime-assistant')!
            .session!.snapshot.messages.filter(({ status }) => status === 'interrupted').length === count,
        ++interrupted,
      );
      await expectCut(cut, from);
      const said = visitor
        .seen('relay', 'response.output_audio_transcript.delta')
        .filter(({ frame }) => frame['item_id'] === cut.frame['item_id'])
        .map(({ frame }) => String(frame['delta']))
        .join('');
      const marked = (await messages(page)).findLast(({ status }) => status === 'interrupted')!;
      const words = marked.text.replace(/\W+$/, '');
      expect(words.length, name).toBeGreaterThan(5);
      expect(said, name).toContain(words);
      expect(words.length, name).toBeLessThan(said.length / 2);
      if (name !== 'another message') await untilState(page, 'listening');
    }
    await untilState(page, 'speaking');
    const all = await messages(page);
    expect(all.filter(({ status }) => status === 'interrupted')).toHaveLength(4);
    expect(all.at(-1)!.text.toLowerCase()).toContain('dog');
    expect(await page.locator('realtime-transcript').getByText('Stopped here').count()).toBe(4);
    expect(visitor.seen('relay', 'error')).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  it('on a page that is busy for 300 ms of every second, the answer has no gap, and speech still stops one', async () => {
    const { page } = await arrive();
    await startTalking(page);
    await untilState(page, 'listening');
    await page.evaluate(() => {
      setInterval(() => {
        const until = performance.now() + 300;
        while (performance.now() < until);
      }, 1_000);
    });
    await ask('Where is the shuttle bus?');
    await untilState(page, 'listening');
    const itemId = String(visitor.frames.find(isAnswerAudio)!.frame['item_id']);
    const speech = audioOfItem(visitor.frames, itemId);
    const heard = await visitor.recording();
    expect(heardMs(toStreamRate(heard.samples, heard.rate), speech)).toBeGreaterThan((speech.length / RATE) * 1_000 - 150);
    const underruns = await page.evaluate(
      () => document.querySelector<RealtimeAssistant>('realtime-assistant')!.session!.statistics.underruns,
    );
    expect(underruns).toBe(0);

    await ask('Tell me about boat rental.');
    await visitor.untilHeard(1_000, heard.samples.length);
    await visitor.say(await say('What is the dog policy?', 'awb'));
    const cut = await visitor.frame(isTruncation);
    await nextAnswer(cut);
    await expectCut(cut);
    expect((await messages(page)).at(-2)!.text).toContain('dog policy');
  });

  it('where a policy allows no worker, the same conversation goes on on the page', async () => {
    const { page } = await arrive({ policy: "worker-src 'none'" });
    await startTalking(page);
    await untilState(page, 'listening');
    await ask('What are the campfire rules?');
    expect(page.workers()).toEqual([]);
    await visitor.untilHeard(1_000);
    await visitor.say(await say('What is the dog policy?', 'awb'));
    const cut = await visitor.frame(isTruncation);
    await nextAnswer(cut);
    await expectCut(cut);
    const all = await messages(page);
    expect(all[0]!.text.toLowerCase()).toContain('campfire rules');
    expect(all[1]!.status).toBe('interrupted');
    expect(all[2]!.text).toContain('dog policy');
    expect(all[3]!.text.toLowerCase()).toContain('dog');
  });
});

async function prompt(file: string): Promise<{ samples: Float32Array; rate: number }> {
  const wav = await readFile(file);
  const data = wav.indexOf('data') + 8;
  const samples = new Float32Array(Math.floor((wav.length - data) / 2));
  for (let i = 0; i < samples.length; i++) samples[i] = wav.readInt16LE(data + i * 2) / 32_768;
  return { samples, rate: wav.readUInt32LE(24) };
}
