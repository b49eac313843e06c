import { describe, expect, it } from 'vitest';
import { SpeechOutbox } from '../../../src/voice/speech-outbox.ts';

const frame = (value: number, size = 10) => new Uint8Array(size).fill(value);
const all = (outbox: SpeechOutbox): number[] => {
  const seen: number[] = [];
  outbox.drain((one) => seen.push(one[0]!) > 0);
  return seen;
};

describe('speech on its way out', () => {
  it('goes out in the order in which it was said', () => {
    const outbox = new SpeechOutbox();
    for (let i = 0; i < 5; i++) outbox.push(frame(i));
    expect(outbox.bytes).toBe(50);
    expect(all(outbox)).toEqual([0, 1, 2, 3, 4]);
    expect(outbox.bytes).toBe(0);
  });

  it('waits where the network is full, and goes on with the same frame', () => {
    const outbox = new SpeechOutbox();
    for (let i = 0; i < 4; i++) outbox.push(frame(i));
    let room = 2;
    outbox.drain(() => room-- > 0);
    expect(outbox.bytes).toBe(20);
    expect(all(outbox)).toEqual([2, 3]);
  });

  it('loses the oldest when too much waits, and says how much', () => {
    const outbox = new SpeechOutbox(30);
    for (let i = 0; i < 5; i++) outbox.push(frame(i));
    expect(outbox.droppedBytes).toBe(20);
    expect(all(outbox)).toEqual([2, 3, 4]);
    outbox.push(frame(9, 100));
    expect(outbox.bytes).toBe(0);
    expect(outbox.droppedBytes).toBe(120);
  });

  it('forgets all when it is cleared', () => {
    const outbox = new SpeechOutbox();
    outbox.push(frame(1));
    outbox.clear();
    expect(outbox.bytes).toBe(0);
    expect(all(outbox)).toEqual([]);
  });

  it('keeps order and count over hours of pushing and draining', () => {
    const outbox = new SpeechOutbox(2000);
    let pushed = 0;
    let next = 0;
    for (let round = 0; round < 2000; round++) {
      for (let i = 0; i < 5; i++) outbox.push(frame(pushed++ % 251));
      let room = 5;
      outbox.drain((one) => {
        if (room-- === 0) return false;
        expect(one[0]).toBe(next++ % 251);
        return true;
      });
    }
    expect(next).toBe(pushed);
    expect(outbox.droppedBytes).toBe(0);
  });
});
