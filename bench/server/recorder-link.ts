import type { WebSocket } from 'ws';
import { clockMs, withinMs } from '../clock.ts';
import { Recording, type Handed } from '../recording.ts';

const answerLimitMs = 5_000;
const clockQuestions = 50;

/** The bench's end of the socket to a page's recorder. All stamps that it returns are on this process's clock. */
export class RecorderLink {
  readonly #socket: WebSocket;
  readonly #frames: Buffer[] = [];
  #wake: (() => void) | undefined;
  #offsetMs = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#frames.push(data);
      this.#wake?.();
    });
  }

  /**
   * Learns how far the browser's clock is ahead: of many questions the one with the shortest way there and back. Its half
   * bounds the error; on one machine it is some hundredths of a millisecond.
   */
  async setClock(): Promise<void> {
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < clockQuestions; i += 1) {
      const sent = clockMs();
      this.#socket.send('clock');
      const { at } = JSON.parse((await this.#next()).toString()) as { at: number };
      const received = clockMs();
      if (received - sent >= shortest) continue;
      shortest = received - sent;
      this.#offsetMs = at - (sent + received) / 2;
    }
  }

  /** What was recorded since the last call. */
  async take(): Promise<Recording> {
    this.#socket.send('take');
    const head = JSON.parse((await this.#next()).toString()) as { rate: number; handed: [number, number][] };
    const stamps = toFloat64(await this.#next());
    const samples = toFloat32(await this.#next());
    const handed = head.handed.map(([at, count]): Handed => ({ at: at - this.#offsetMs, samples: count }));
    const blocks = Array.from({ length: stamps.length / 2 }, (_, i) => ({
      frame: stamps[2 * i]!,
      at: stamps[2 * i + 1]! - this.#offsetMs,
      samples: samples.subarray(i * 128, (i + 1) * 128),
    }));
    return new Recording(head.rate, blocks, handed);
  }

  async #next(): Promise<Buffer> {
    if (this.#frames.length === 0) {
      const came = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await withinMs(answerLimitMs, 'the recorder', came);
    }
    return this.#frames.shift()!;
  }
}

function toFloat64(bytes: Buffer): Float64Array {
  return new Float64Array(new Uint8Array(bytes).buffer);
}

function toFloat32(bytes: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
