import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pulse } from '../../../src/voice/pulse.ts';

function watched() {
  const state = { awaits: 'nothing' as 'due' | 'likely' | 'nothing', written: 0, buffered: 0, asks: 0, speaks: true };
  const dead: string[] = [];
  const pulse = new Pulse({
    awaits: () => state.awaits,
    traffic: () => state,
    ask: () => (state.asks++, state.speaks),
    onDead: (reason) => {
      dead.push(reason);
      pulse.stop();
    },
  });
  pulse.start();
  return { state, dead, pulse };
}

describe('whether a connection is dead', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is no question on a slow network, on which bytes leave while more wait', () => {
    const { state, dead } = watched();
    for (let second = 0; second < 120; second++) {
      state.written += 64_000;
      state.buffered += 50_000;
      vi.advanceTimersByTime(1_000);
    }
    expect(dead).toEqual([]);
  });

  it('is plain where nothing leaves for eight seconds', () => {
    const { state, dead } = watched();
    for (let second = 0; second < 7; second++) {
      state.written += 64_000;
      state.buffered += 64_000;
      vi.advanceTimersByTime(1_000);
    }
    expect(dead).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(dead).toEqual(['nothing leaves']);
  });

  it('is no question where the service thinks for a while, and answers when it is asked', () => {
    const { state, dead, pulse } = watched();
    state.awaits = 'due';
    for (let round = 0; round < 10; round++) {
      vi.advanceTimersByTime(12_000);
      expect(state.asks).toBe(round + 1);
      pulse.answered();
      pulse.sign();
    }
    expect(dead).toEqual([]);
  });

  it('is not decided by a service that never answered such a question and need not say anything', () => {
    const { state, dead, pulse } = watched();
    state.awaits = 'likely';
    vi.advanceTimersByTime(120_000);
    pulse.doubt(false);
    vi.advanceTimersByTime(10_000);
    expect(dead).toEqual([]);
  });

  it('is decided by one that always did', () => {
    const { state, dead, pulse } = watched();
    pulse.answered();
    state.awaits = 'likely';
    vi.advanceTimersByTime(19_000);
    expect(dead).toEqual([]);
    vi.advanceTimersByTime(3_000);
    expect(dead).toEqual(['nothing came that was due']);
  });

  it('is asked when the machine slept', () => {
    const { state, dead } = watched();
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(1_000);
    expect(state.asks).toBe(1);
    vi.advanceTimersByTime(3_000);
    expect(dead).toEqual(['no sign']);
  });

  it('is taken for granted after a change of network where the wire has no word to ask', () => {
    const { state, dead, pulse } = watched();
    state.speaks = false;
    pulse.doubt(false);
    expect(dead).toEqual([]);
    pulse.doubt(true);
    expect(dead).toEqual(['no sign can be asked for']);
  });
});
