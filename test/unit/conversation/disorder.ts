import * as fc from 'fast-check';
import { inBeta } from '../protocol/frames/renames.ts';
import { recordedSession, wire } from './play.ts';
import { RETOLD } from './retold-sessions.ts';

/*
 * Whole sessions, and what a faulty network, relay or service could make of them.
 */

const mcp = { id: 'mcp_1', type: 'mcp_call', server_label: 'shop', name: 'find_order', arguments: '{}' };
const typed: readonly object[] = [
  wire.added(wire.userText('t1', 'Where is my order?')),
  wire.responseCreated('r1'),
  wire.outputItem('r1', mcp),
  { type: 'response.mcp_call.in_progress', item_id: 'mcp_1' },
  { type: 'response.mcp_call.completed', item_id: 'mcp_1' },
  wire.outputItem('r1', wire.answer('t2')),
  wire.added(wire.answer('t2'), 't1'),
  wire.written('r1', 't2', 'It is '),
  wire.written('r1', 't2', 'on its way.'),
  { type: 'response.output_text.done', response_id: 'r1', item_id: 't2', content_index: 0, text: 'It is on its way.' },
  wire.outputItemDone('r1', { ...wire.answer('t2', 'completed'), content: [{ type: 'output_text', text: 'It is on its way.' }] }),
  wire.responseDone('r1'),
  { type: 'extension.relay.tool_call', call_id: 'c1', name: 'search', label: null, status: 'started' },
  { type: 'extension.relay.tool_call', call_id: 'c1', name: 'search', label: null, status: 'completed' },
  wire.sources('t2', 'orders'),
  {
    type: 'conversation.item.done',
    item: { id: 'p1', type: 'mcp_approval_request', server_label: 'shop', name: 'cancel', arguments: '{}' },
  },
];

const ga: readonly (readonly object[])[] = [
  ...['openai-ga-voice-turn', 'azure-ga-voice-turn', 'openai-ga-text-turn', 'openai-sideband-text-turn', 'openai-ga-tool-round'].map(
    (name) => recordedSession(name),
  ),
  ...Object.values(RETOLD),
  typed,
];
const beta: readonly (readonly object[])[] = [
  ...['azure-voice-live-voice-turn', 'azure-voice-live-tool-round'].map((name) => recordedSession(name)),
  ...ga.map((frames) => inBeta(frames)),
];

export interface Disorder {
  readonly dialect: 'openai' | 'openai-beta';
  /** The frames' text, without the greeting. */
  readonly texts: readonly string[];
  /** All of them are frames that a service said. */
  readonly isSound: boolean;
}

/** A number by which the frames' order, doubles, losses and wounds are chosen: far cheaper to draw than each of them, and to shrink. */
interface Damage {
  readonly seed: number;
  readonly shuffle: number;
  readonly doubles: number;
  readonly losses: number;
  readonly cut: number;
  readonly wounds: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
  /** How far a frame may wander. */
  shuffle: fc.constantFrom(0, 0, 2, 5, 1000),
  /** Shares of a hundred. */
  doubles: fc.constantFrom(0, 0, 5, 30),
  losses: fc.constantFrom(0, 0, 5, 30),
  cut: fc.constantFrom(0, 0, 20, 60),
  wounds: fc.constantFrom(0, 0, 3, 20),
});

/** Park and Miller's minimal standard generator. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

const STRANGE: readonly unknown[] = [null, 0, -1, 1e9, '', 'constructor', [], {}, true, 'x'.repeat(50)];

function wound(text: string, roll: (sides: number) => number): string {
  const frame = JSON.parse(text) as Record<string, unknown>;
  const inner = Object.values(frame).filter((value) => typeof value === 'object' && value !== null) as Record<string, unknown>[];
  const target = [frame, ...inner][roll(inner.length + 1)]!;
  const keys = Object.keys(target);
  const key = keys[roll(Math.max(keys.length, 1))];
  switch (roll(4)) {
    case 0:
      return text.slice(0, roll(text.length));
    case 1:
      if (key !== undefined) delete target[key];
      return JSON.stringify(frame);
    default:
      if (key !== undefined) target[key] = STRANGE[roll(STRANGE.length)];
      return JSON.stringify(frame);
  }
}

function damaged(frames: readonly object[], { seed, shuffle, doubles, losses, cut, wounds }: Damage): string[] {
  const roll = dice(seed);
  const some = frames
    .slice(0, frames.length - Math.floor((frames.length * roll(cut + 1)) / 100))
    .filter(() => roll(100) >= losses)
    .flatMap((frame) => (roll(100) < doubles ? [frame, frame] : [frame]));
  return some
    .map((frame, i) => ({ frame, at: i + roll(shuffle + 1) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ frame }) => JSON.stringify(frame))
    .map((text) => (roll(100) < wounds ? wound(text, roll) : text));
}

export const disorder: fc.Arbitrary<Disorder> = fc
  .tuple(fc.boolean(), fc.nat(), damage)
  .map(([isBeta, which, harm]): Disorder => {
    const sessions = isBeta ? beta : ga;
    const frames = sessions[which % sessions.length]!.filter((frame) => !('type' in frame) || frame.type !== 'session.created');
    return {
      dialect: isBeta ? 'openai-beta' : 'openai',
      texts: damaged(frames, harm),
      isSound: harm.wounds === 0,
    };
  });

/** Ids that the frames name under this key, at any depth. */
export function named(texts: readonly string[], pattern: RegExp): Set<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!)));
}

/** Items whose words the service itself took back, or never said to their end. */
export function takenBack(texts: readonly string[]): Set<string> {
  const ends = texts.filter((text) => /\.(truncated|deleted)"|"incomplete"|approval_response/.test(text));
  return named(ends, /"(?:id|item_id|approval_request_id)":"([^"]*)"/g);
}
