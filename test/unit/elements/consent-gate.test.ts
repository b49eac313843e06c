import { describe, expect, it } from 'vitest';
import { ConsentGate } from '../../../src/elements/consent-gate.ts';

describe('the gate before the microphone', () => {
  it('is open where nobody asks for consent: what wants the microphone runs at once, still in the gesture', () => {
    let ran = false;
    new ConsentGate(() => false).run(() => (ran = true));
    expect(ran).toBe(true);
  });

  it('lets everyone through who waited, once the visitor agreed, and nobody waits afterwards', async () => {
    const gate = new ConsentGate(() => true);
    const through: string[] = [];
    gate.run(() => through.push('first'));
    const second = gate.ask();
    expect([gate.isAsking, gate.isOpen, through]).toEqual([true, false, []]);
    gate.answer(true);
    expect(await second).toBe(true);
    gate.run(() => through.push('third'));
    expect([gate.isAsking, gate.isOpen, through]).toEqual([false, true, ['first', 'third']]);
  });

  it('sends everyone away at a no, and asks again the next time', async () => {
    const gate = new ConsentGate(() => true);
    let changes = 0;
    gate.subscribe(() => (changes += 1));
    const answer = gate.ask();
    gate.answer(false);
    expect(await answer).toBe(false);
    expect([gate.isAsking, gate.isOpen, changes]).toEqual([false, false, 2]);
    void gate.ask();
    expect(gate.isAsking).toBe(true);
  });
});
