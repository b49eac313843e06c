import { describe, expect, it } from 'vitest';
import { decodeG711, type G711Law } from '../../src/audio/g711.ts';
import { findIn, heardMs, heardRange, RATE, rms, toStreamRate } from './listen.ts';
import { messages, sharePark, startTalking, untilState } from './park.ts';
import { say } from './spoken.ts';
import type { Visitor } from './visitor.ts';

/** One byte a sample, 8,000 a second: what telephones speak. */
const bytesPerMs = 8;

describe('in a telephone’s sound', () => {
  const park = sharePark();

  for (const law of ['ulaw', 'alaw'] as const) {
    it(`g711-${law}: is understood, answers aloud, and tells the right millisecond when it is interrupted`, async () => {
      const visitor = await park.visit({ record: true, room: 'quiet' });
      const { page } = visitor;
      await page.evaluate(
        (format) => document.querySelector('realtime-assistant')!.setAttribute('audio-format', format),
        `g711-${law}`,
      );
      await startTalking(page);
      await untilState(page, 'listening');
      await visitor.say(await say('What are the campfire rules?'));
      await untilState(page, 'speaking');
      await visitor.untilHeard(1_500);
      await visitor.say(await say('Where is the shuttle bus?', 'awb'));
      const cut = await visitor.frame(({ from, type }) => from === 'widget' && type === 'conversation.item.truncate');
      const itemId = String(cut.frame['item_id']);
      // The service agrees that so much was there to be heard.
      await visitor.frame(({ type, frame }) => type === 'conversation.item.truncated' && frame['item_id'] === itemId);
      await visitor.frame(
        ({ type, frame, at }) => at > cut.at && type === 'response.output_audio.delta' && frame['item_id'] !== itemId,
      );
      await untilState(page, 'speaking');
      await untilState(page, 'listening');

      const appended = visitor.seen('widget', 'input_audio_buffer.append').map(({ frame }) => bytes(frame['audio']).length);
      expect(appended.length).toBeGreaterThan(100);
      expect(appended.every((length) => length === 20 * bytesPerMs)).toBe(true);

      const { samples, rate } = await visitor.recording();
      const recording = toStreamRate(samples, rate);
      const speech = speechOf(visitor, itemId, law);
      const told = Number(cut.frame['audio_end_ms']);
      expect(told).toBeLessThan((speech.length / RATE) * 1_000);
      // What the tap hears is what the device is given; the device itself holds back some tens of milliseconds more.
      expect(recording.length).toBeGreaterThan(RATE);
      const heard = heardRange(recording, speech)!;
      expect(told).toBeGreaterThan(heard.leastMs - 100);
      expect(told).toBeLessThanOrEqual(heard.mostMs);
      expect(findIn(recording, speech.subarray((RATE * (told + 300)) / 1_000))).toBeNull();

      const last = String(visitor.seen('relay', 'response.output_audio.delta').at(-1)!.frame['item_id']);
      const whole = speechOf(visitor, last, law);
      expect(last).not.toBe(itemId);
      expect(rms(whole)).toBeGreaterThan(0.01);
      expect(heardMs(recording, whole)).toBeGreaterThan((whole.length / RATE) * 1_000 - 150);

      const all = await messages(page);
      expect(all[0]!.text.toLowerCase()).toContain('campfire rules');
      expect(all[1]!.status).toBe('interrupted');
      expect(all[2]!.text).toContain('shuttle bus');
      expect(all[3]).toMatchObject({ role: 'assistant', status: 'complete' });
      expect(visitor.seen('relay', 'error')).toEqual([]);
      expect(visitor.complaints).toEqual([]);
    });
  }
});

function bytes(text: unknown): Buffer {
  return Buffer.from(String(text), 'base64');
}

/** What the relay sent of an item, as it has to sound, at 24 kHz. */
function speechOf(visitor: Visitor, itemId: string, law: G711Law): Float32Array {
  const sent = visitor.seen('relay', 'response.output_audio.delta').filter(({ frame }) => frame['item_id'] === itemId);
  const pcm = decodeG711(law, new Uint8Array(Buffer.concat(sent.map(({ frame }) => bytes(frame['delta'])))));
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const samples = Float32Array.from({ length: pcm.byteLength / 2 }, (_, i) => view.getInt16(i * 2, true) / 32_768);
  return toStreamRate(samples, 8_000);
}
