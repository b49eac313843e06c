import type { LedgerEntry, TailStretch } from '../audio/ledger.ts';
import type { Cleared } from '../audio/messages.ts';
import type { VoiceReport } from './voice-messages.ts';

export interface Truncation {
  readonly itemId: string;
  readonly contentIndex: number;
  /** Whole milliseconds that were heard, at most what was received. */
  readonly audioEndMs: number;
  readonly receivedMs: number;
  /** Whether all of its audio had arrived. */
  readonly ended: boolean;
}

export interface InterruptionPlan {
  /** Contents of items that were heard in part. More than one item only where the device's buffer spans a border. */
  readonly truncate: readonly Truncation[];
  /** Items of which nothing was heard: the service must forget them. */
  readonly remove: readonly string[];
}

/**
 * What to tell the service after playback was cut.
 *
 * An item ends where it was *heard*: the frames handed to the device, less those that the device still held, which are the
 * newest of the tail. Among them may be the end of an item that was handed over whole. An item that was heard to its end is left alone (a needless truncation changes how models go on,
 * openai-agents-python#2370), one of which not even a millisecond was heard is deleted (truncating at 0 ms is refused,
 * livekit/agents#6157). A content of which nothing was heard, behind one of the same item that was, is cut at 1 ms.
 *
 * @param cleared contents that were playing or queued, in playing order, and what was handed to the device last
 * @param latencyFrames frames of the stream that the device's own buffer holds
 * @param framesPerMs frames of the stream in a millisecond
 */
export function planInterruption(
  { ledger: cut, tail }: Cleared,
  latencyFrames: number,
  framesPerMs = 24,
): InterruptionPlan {
  // Rounded down: a millisecond too much is an error at the service (pipecat#2106).
  const wholeMs = (frames: number): number => Math.floor(frames / framesPerMs);
  const ledger = [...playedWhole(cut, tail), ...cut];
  const heardFrames = ledger.map((entry) => entry.playedFrames);
  let pending = Math.max(0, Math.round(latencyFrames));
  for (let i = tail.length - 1; i >= 0 && pending > 0; i--) {
    const { frames, entry } = tail[i]!;
    const at = entry === null ? -1 : ledger.findIndex((other) => isSame(other, entry));
    if (at >= 0) heardFrames[at] = heardFrames[at]! - Math.min(frames, pending);
    pending -= frames;
  }

  const heardItems = new Set(ledger.filter((_, i) => wholeMs(heardFrames[i]!) > 0).map((entry) => entry.itemId));
  const truncate: Truncation[] = [];
  const remove = new Set<string>();
  for (const [i, entry] of ledger.entries()) {
    const heard = Math.min(heardFrames[i]!, entry.receivedFrames);
    const isWhole = entry.ended && heard >= entry.receivedFrames;
    if (!heardItems.has(entry.itemId)) {
      remove.add(entry.itemId);
    } else if (wholeMs(entry.receivedFrames) > 0 && !isWhole) {
      truncate.push({
        itemId: entry.itemId,
        contentIndex: entry.contentIndex,
        // A content that was not heard, of an item that was: the item stays, so this is the least that can be said.
        audioEndMs: Math.max(1, wholeMs(heard)),
        receivedMs: wholeMs(entry.receivedFrames),
        ended: entry.ended,
      });
    }
  }
  return { truncate, remove: [...remove] };
}

/** How much of a content is heard by now: what the device holds back is not yet. */
export function heardPart(
  { itemId, contentIndex, playedFrames, receivedFrames, ended }: LedgerEntry,
  latencyMs: number,
  framesPerMs: number,
): Truncation {
  const receivedMs = Math.floor(receivedFrames / framesPerMs);
  // What was played to its end will be heard whole, without another word about it.
  const isPlayed = ended && playedFrames >= receivedFrames;
  const audioEndMs = isPlayed ? receivedMs : Math.max(0, Math.floor(playedFrames / framesPerMs - latencyMs));
  return { itemId, contentIndex, audioEndMs, receivedMs, ended };
}

/** What to tell the page of it, and of items that can be heard no more; null where nothing was cut. */
export function cutReport(
  { truncate, remove }: InterruptionPlan,
  silent: readonly string[],
): Extract<VoiceReport, { type: 'cut' }> | null {
  const unheard = [...new Set([...remove, ...silent])];
  if (truncate.length === 0 && unheard.length === 0) return null;
  // A message ends where it was cut first; what was cut behind that was not heard.
  const heard = truncate.filter(({ itemId }, i, all) => all.findIndex((cut) => cut.itemId === itemId) === i);
  return { type: 'cut', heard, unheard };
}

function isSame(one: LedgerEntry, other: LedgerEntry): boolean {
  return one.itemId === other.itemId && one.contentIndex === other.contentIndex;
}

/** Contents of the tail that were played to their end: the ledger of what was cut has forgotten them. */
function playedWhole(ledger: readonly LedgerEntry[], tail: readonly TailStretch[]): LedgerEntry[] {
  const played: LedgerEntry[] = [];
  for (const { entry } of tail) {
    if (entry !== null && ![...ledger, ...played].some((other) => isSame(other, entry))) played.push(entry);
  }
  return played;
}
