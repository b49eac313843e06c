import type { ServerEvent } from '../protocol/server-event.ts';

/** As long as a service may take to find that somebody began to speak, with the moment before it that it looks back at. */
const ONSET_MS = 1_500;
/** So much of what was said is remembered: thirty seconds, as in the outbox that it would go back to. */
const LIMIT_MS = 30_000;
/** −40 dB of full scale: whatever is quieter than this, peak for peak, nobody said. */
const AUDIBLE = 328;

interface Utterance {
  /** Empty while the service has given it no name (push-to-talk). */
  itemId: string;
  readonly from: number;
  /** Null while it is being spoken. */
  to: number | null;
  /** The end of the turn was told by us, and has to be told again. */
  readonly ours: boolean;
}

/** What has to be said again to the next session. */
export interface Resaying {
  readonly frames: readonly Uint8Array[];
  /** Items of the old session that come again under another name. */
  readonly itemIds: readonly string[];
  /** The turn had ended: it is to be committed behind the last frame, and answered. */
  readonly commit: boolean;
}

/**
 * Remembers the speech that was sent and that the service does not hold in words yet. A session that breaks takes it with
 * it; the next one can then be told again: each utterance from its start, and of silence the moment in which somebody may just have begun
 * to speak. What is known in words is told in words, and what was answered is not told again.
 *
 * Positions are bytes of PCM16 since the session began, as the service counts milliseconds.
 */
export class SpeechMemory {
  /** Bytes of a millisecond. */
  byteRate = 48;
  /** No service finds the turns: what is sent is a turn, or the beginning of one. */
  manual = false;
  readonly #frames: { readonly at: number; readonly pcm: Uint8Array }[] = [];
  #sent = 0;
  /** Where it was when the service last gave a sign: what came behind it may have reached nobody. */
  #signAt = 0;
  /** What lies before was taken by the service. */
  #from = 0;
  #utterances: Utterance[] = [];

  /** A new session has heard nothing. */
  begin(): void {
    this.#frames.length = 0;
    this.#sent = 0;
    this.#signAt = 0;
    this.#from = 0;
    this.#utterances = [];
  }

  sent(pcm: Uint8Array): void {
    this.#frames.push({ at: this.#sent, pcm });
    this.#sent += pcm.byteLength;
    const keep = Math.max(this.#utterances[0]?.from ?? this.#from, this.#sent - LIMIT_MS * this.byteRate);
    // A frame at a time is the rule; many go at once when a long turn was understood.
    const first = this.#frames.findIndex(({ at, pcm: { byteLength } }) => at + byteLength > keep);
    if (first > 0) this.#frames.splice(0, first);
  }

  /** The service is there. */
  sign(): void {
    this.#signAt = this.#sent;
  }

  /** The end of a turn was told to the service. */
  committing(): void {
    this.#utterances.push({ itemId: '', from: this.#from, to: this.#sent, ours: true });
    this.#from = this.#sent;
  }

  /** What was sent is of no interest any more: the service was told to forget it. */
  forget(): void {
    this.#utterances = this.#utterances.filter(({ to }) => to !== null);
    this.#from = this.#sent;
  }

  /** What had been said to its end was answered, as far as the visitor can tell. */
  answered(): void {
    this.#utterances = this.#utterances.filter(({ to }) => to === null);
  }

  follow(event: ServerEvent): void {
    switch (event.type) {
      case 'speech-started': {
        const told = event.audioStartMs * this.byteRate;
        // Zero is the beginning of a session, or the word of a service that names no times.
        const isTold = (told > 0 && told <= this.#sent) || (told === 0 && this.#from === 0);
        const from = Math.max(this.#from, isTold ? told : this.#sent - ONSET_MS * this.byteRate);
        this.#utterances.push({ itemId: event.itemId, from, to: null, ours: false });
        return;
      }
      case 'speech-stopped':
        return this.#end(event.itemId, event.audioEndMs * this.byteRate);
      case 'input-committed':
        return this.#end(event.itemId, 0);
      case 'input-transcript-done':
      case 'input-transcript-failed':
        this.#utterances = this.#utterances.filter(({ itemId }) => itemId !== event.itemId);
        return;
      default:
    }
  }

  /** What the next session has to hear. `begin` follows. */
  resay(): Resaying {
    const from = this.#utterances[0]?.from ?? (this.manual ? this.#from : this.#unheardFrom());
    const last = this.#utterances.at(-1);
    return {
      frames: this.#frames.filter(({ at, pcm }) => at + pcm.byteLength > from).map(({ pcm }) => pcm),
      itemIds: this.#utterances.map(({ itemId }) => itemId).filter((itemId) => itemId !== ''),
      // Behind its end another turn may have begun: that one's end will be theirs.
      commit: last !== undefined && last.ours && this.#from === this.#sent,
    };
  }

  /** Where somebody may have begun to speak without the service's having said so: a dead one hears nothing. */
  #unheardFrom(): number {
    const onset = ONSET_MS * this.byteRate;
    const doubtful = Math.max(this.#from, this.#signAt - onset);
    const audible = this.#frames.find(({ at, pcm }) => at >= doubtful && isAudible(pcm));
    return Math.max(this.#from, Math.min(audible?.at ?? Number.POSITIVE_INFINITY, this.#sent - onset));
  }

  #end(itemId: string, told: number): void {
    const to = told > this.#from && told <= this.#sent ? told : this.#sent;
    const known =
      this.#utterances.find((utterance) => utterance.itemId === itemId) ??
      this.#utterances.find((utterance) => utterance.itemId === '');
    if (known === undefined) {
      this.#utterances.push({ itemId, from: this.#from, to, ours: false });
    } else {
      known.itemId = itemId;
      if (known.to !== null) return;
      known.to = to;
    }
    this.#from = Math.max(this.#from, to);
  }
}

function isAudible(pcm: Uint8Array): boolean {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  for (let at = 0; at + 1 < pcm.byteLength; at += 2) if (Math.abs(view.getInt16(at, true)) > AUDIBLE) return true;
  return false;
}
