import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientCommand } from '../../../src/protocol/client-command.ts';
import type { ServerEvent } from '../../../src/protocol/server-event.ts';
import { ResponseSequencer } from '../../../src/voice/response-sequencer.ts';

/** A service that makes one answer at a time, by itself or when asked, and a network on which words take their time. */
class World {
  readonly sequencer = new ResponseSequencer();
  readonly toService: ClientCommand[] = [];
  readonly toClient: ServerEvent[] = [];
  readonly #starts: number[] = [];
  #answer: string | null = null;
  /** The answer is being made, and the service has not told of it yet. */
  #secret = false;
  #count = 0;
  #time = 0;
  /** When an answer was last asked for that nobody gave up since. */
  #owedSince: number | null = null;
  /** What the client can know: answers that were announced and not done. */
  readonly #known = new Set<string>();
  /** The client asked, and heard neither of an answer nor of a refusal since. */
  #unanswered: string | null = null;
  /** It does not want the answer to that request any more. */
  #givenUp = false;

  readonly acts = {
    asks: () => {
      this.#owedSince = this.#time;
      this.#send(this.sequencer.request());
    },
    interrupts: () => {
      this.#owedSince = null;
      this.#givenUp = this.#unanswered !== null;
      this.sequencer.abandon();
      for (const responseId of this.sequencer.active) this.#send([{ type: 'cancel-response', responseId }]);
    },
    cancelsTheIdle: () => this.#send([{ type: 'cancel-response' }]),
    'service hears': () => this.#hear(),
    'client hears': () => this.#receive(),
    'service answers by itself': () => {
      if (this.#answer === null) this.#begin(false);
    },
    'service answers by itself, and says so later': () => {
      if (this.#answer === null) this.#begin(true);
    },
    'service says so': () => this.#announce(),
    'service is done': () => this.#finish('completed'),
    'an answer beside the conversation': () => {
      const responseId = `beside_${++this.#count}`;
      this.toClient.push({ type: 'response-created', responseId, outOfBand: true, raw: null }, done(responseId));
    },
    'a late word of an answer of old': () => this.toClient.push(done('resp_0')),
  };

  act(name: keyof World['acts']): void {
    this.#time += 1;
    this.acts[name]();
  }

  /** All words arrive, and all answers end. */
  settle(): void {
    for (let i = 0; i < 1_000; i += 1) {
      if (this.toService.length > 0) this.act('service hears');
      else if (this.toClient.length > 0) this.act('client hears');
      else if (this.#answer !== null) this.act('service is done');
      else return;
    }
    throw new Error('they never come to an end');
  }

  check(): void {
    expect(this.sequencer.active).toEqual(new Set());
    expect(this.sequencer.pending).toBe(false);
    if (this.#owedSince === null) return;
    // An answer that began after the question answers it, whoever began it.
    expect(Math.max(-1, ...this.#starts), 'the last question has an answer').toBeGreaterThan(this.#owedSince);
  }

  #send(commands: readonly ClientCommand[]): void {
    for (const command of commands) {
      if (command.type === 'create-response') {
        expect([...this.#known], 'no answer is asked for while one runs').toEqual([]);
        expect(this.#unanswered, 'nor while the last request is open').toBeNull();
        expect(command.eventId).toMatch(/^create_\d+$/);
        this.#unanswered = command.eventId!;
      } else if (command.type === 'cancel-response') {
        if (command.responseId !== undefined) expect(this.#known).toContain(command.responseId);
      } else expect.unreachable(command.type);
      this.toService.push(command);
    }
  }

  #receive(): void {
    const event = this.toClient.shift();
    if (event === undefined) return;
    const begun = event.type === 'response-created' && !event.outOfBand ? event.responseId : null;
    const isRefusal = event.type === 'error' && event.clientEventId === this.#unanswered;
    const cancels = begun !== null && this.#givenUp ? [{ type: 'cancel-response', responseId: begun }] : [];
    if (begun !== null) this.#known.add(begun);
    if (event.type === 'response-done') this.#known.delete(event.responseId);
    if (begun !== null || isRefusal) {
      this.#unanswered = null;
      this.#givenUp = false;
    }
    const commands = this.sequencer.handle(event);
    // What was given up on its way is cancelled when it begins, and nothing else ever is.
    expect(commands.filter(({ type }) => type === 'cancel-response')).toEqual(cancels);
    this.#send(commands);
    expect(this.sequencer.active).toEqual(this.#known);
  }

  #hear(): void {
    const command = this.toService.shift();
    if (command?.type === 'create-response') {
      if (this.#answer === null) this.#begin(false);
      else this.#refuse('conversation_already_has_active_response', command.eventId ?? null);
    } else if (command?.type === 'cancel-response') {
      const isActive = this.#answer !== null && (command.responseId ?? this.#answer) === this.#answer;
      if (isActive) this.#finish('cancelled');
      else this.#refuse('response_cancel_not_active', 'cancel');
    }
  }

  #begin(secret: boolean): void {
    this.#answer = `resp_${++this.#count}`;
    this.#starts.push(this.#time);
    this.#secret = true;
    if (!secret) this.#announce();
  }

  #announce(): void {
    if (this.#answer === null || !this.#secret) return;
    this.#secret = false;
    this.toClient.push({ type: 'response-created', responseId: this.#answer, outOfBand: false, raw: null });
  }

  #finish(status: 'completed' | 'cancelled'): void {
    if (this.#answer === null) return;
    this.#announce();
    this.toClient.push({ ...done(this.#answer), status });
    this.#answer = null;
  }

  #refuse(code: string, clientEventId: string | null): void {
    const family = 'invalid_request_error';
    this.toClient.push({ type: 'error', family, code, message: '', param: null, clientEventId, raw: null });
  }
}

function done(responseId: string): Extract<ServerEvent, { type: 'response-done' }> {
  return {
    type: 'response-done',
    responseId,
    status: 'completed',
    reason: null,
    message: null,
    output: [],
    raw: null,
  };
}

type Act = keyof World['acts'];

const play = (acts: readonly Act[]): World => {
  const world = new World();
  for (const act of acts) world.act(act);
  world.settle();
  return world;
};
const anyOf = (acts: readonly Act[]) => fc.array(fc.constantFrom(...acts), { maxLength: 40, size: 'max' });

const acts = Object.keys(new World().acts) as Act[];

describe('answers that are asked for, cancelled and given up, while others begin by themselves, on a slow network', () => {
  it('come one at a time, and no question stays without one', () => {
    fc.assert(
      fc.property(anyOf(acts), (walk) => play(walk).check()),
      { numRuns: 2_000 },
    );
  });
});
