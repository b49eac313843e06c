import { delay } from '../clock.ts';
import type { Recording } from '../recording.ts';
import type { Cut } from '../server/scripted-connection.ts';
import type { AnswerItem } from '../server/answer.ts';
import { seededRandom } from '../statistics.ts';
import { recordUntilSilent, type Rig, type VoicePath, type Workbench } from '../workbench.ts';

/** Of one answer that was interrupted while it was heard. */
export interface Interruption {
  /** From the first audio at the socket to the first audible sample. */
  readonly firstSoundMs: number;
  /** From `speech_started` at the socket to the last audible sample. */
  readonly silenceMs: number;
  /** How far the end that the service was told lies from what was heard; null where it was told none. */
  readonly endErrorMs: number | null;
  /** The item that was told is the one in which the sound ended. */
  readonly isRightItem: boolean;
  /** For people: what was heard and what was told. */
  readonly story: string;
}

export interface Interruptions {
  readonly runs: readonly Interruption[];
  /** What the service would have refused. */
  readonly violations: readonly string[];
}

/** The first answer is not counted: the path compiles, and the tap learns of it. */
const warmups = 2;
/** Near the border of two items, and where nothing of an item was heard, either word is right. */
const borderMs = 10;

/**
 * Interrupts answers of one to three items at random moments, before and after they are complete at the server, and
 * compares what the page does and tells with what was recorded at its loudspeaker.
 */
export function measureInterruptions(bench: Workbench, path: VoicePath, isBlocked: boolean): Promise<Interruptions> {
  const count = path === 'product' ? bench.count(100, 12) : bench.count(25, 6);
  return bench.shared(`interruptions ${path} ${isBlocked}`, () =>
    bench.withRig(path, async (rig) => {
      const random = seededRandom(7_919);
      for (let i = 0; i < warmups; i += 1) await interruptOnce(rig, path, random, isBlocked);
      if (isBlocked) await rig.block(true);
      const before = rig.connection.violations.length;
      const runs: Interruption[] = [];
      while (runs.length < count) runs.push(await interruptOnce(rig, path, random, isBlocked));
      return { runs, violations: rig.connection.violations.slice(before) };
    }),
  );
}

async function interruptOnce(rig: Rig, path: VoicePath, random: () => number, isBlocked: boolean): Promise<Interruption> {
  const { connection, recorder } = rig;
  const heardFor = 250 + 900 * random();
  const itemsMs = Array.from({ length: 1 + Math.floor(3 * random()) }, () => 200 + Math.round(500 * random()));
  // It must not end by itself before it is interrupted, however late the page is.
  itemsMs.push(1_800);
  await recorder.take();
  connection.cuts.length = 0;

  const answer = connection.speak({ itemsMs });
  await delay(heardFor);
  const { at: speechAt, userItemId } = connection.speechStarted();
  await answer.finished;
  const latencyMs = Number(await rig.page.evaluate('bench.latencyMs()'));
  const recording = await recordUntilSilent(recorder, {
    atLeastMs: isBlocked ? 450 : 150,
    silentMs: 100,
    atMostMs: 6_000,
  });
  connection.speechStopped(userItemId, 'And when does the kiosk close?');

  const sound = recording.sound();
  if (sound === undefined) throw new Error(`${path}: an answer was not heard at all`);
  return {
    firstSoundMs: recording.timeOf(sound.firstFrame) - answer.firstDeltaAt,
    silenceMs: recording.timeOf(sound.lastFrame) - speechAt,
    ...compareEnd(answer.items, connection.cuts, heardMs(recording, path === 'product' ? latencyMs : 0)),
  };
}

/**
 * What was heard of the answer when it fell silent: what was recorded, less what the device still held of it. The other
 * paths do not claim to know of the device, and are measured by the kinder rule, without it.
 */
function heardMs(recording: Recording, latencyMs: number): number {
  return Math.max(0, (recording.sound()?.heardMs ?? 0) - latencyMs);
}

function compareEnd(
  items: readonly AnswerItem[],
  cuts: readonly Cut[],
  heard: number,
): Pick<Interruption, 'endErrorMs' | 'isRightItem' | 'story'> {
  const nameOf = (itemId: string): string => `item ${items.findIndex(({ id }) => id === itemId) + 1}`;
  const told = cuts.map(({ type, itemId, audioEndMs }) => `${type} ${nameOf(itemId)} ${audioEndMs}`).join(', ');
  const story = `items of ${items.map(({ ms }) => ms).join(', ')} ms, heard ${heard.toFixed(1)}, told: ${told || 'nothing'}`;
  const truncation = cuts.find(({ type }) => type === 'truncate');
  const index = items.findIndex(({ id }) => id === truncation?.itemId);
  const startOf = (at: number): number => items.slice(0, at).reduce((sum, { ms }) => sum + ms, 0);
  if (truncation === undefined || index < 0) {
    // Told without a word of truncation: the item before the first that was deleted was heard to its end.
    const deleted = items.findIndex(({ id }) => cuts.some(({ type, itemId }) => type === 'delete' && itemId === id));
    if (deleted < 0) return { endErrorMs: null, isRightItem: false, story };
    const endErrorMs = Math.abs(startOf(deleted) - heard);
    return { endErrorMs, isRightItem: endErrorMs <= borderMs, story };
  }
  const isRightItem = heard >= startOf(index) - borderMs && heard <= startOf(index + 1) + borderMs;
  return { endErrorMs: Math.abs(startOf(index) + truncation.audioEndMs - heard), isRightItem, story };
}
