import { readFile } from 'node:fs/promises';
import type { WorkletControl } from '../../src/audio/messages.ts';
import { streamRate } from '../../src/audio/stream-format.ts';
import type { CaptureSettings } from '../../src/audio/worklet-settings.ts';
import { bandCode } from '../band-code.ts';
import type { Row } from '../figure.ts';
import { naiveWorklets, wavtoolsWorklets } from '../measure/peer-worklets.ts';
import { blockFrames, HostPort, startProcessor, timeBlocks, type Processor } from '../measure/worklet-host.ts';
import { quantile, worst } from '../statistics.ts';

const deviceRates = [44_100, 48_000] as const;
const warmupBlocks = 2_000;
/** The assistant is in the room for as long as this, then the visitor speaks. */
const turnSeconds = 2;
const echoDelaySeconds = 0.08;
const echoGain = 0.2;

/** Blocks of a room: what is played, and a microphone that hears its echo and, in turns, the visitor. */
function roomOf(rate: number): { microphone: Float32Array; played: Float32Array; next(): void } {
  const microphone = new Float32Array(blockFrames);
  const played = new Float32Array(blockFrames);
  let frame = 0;
  return {
    microphone,
    played,
    next() {
      for (let i = 0; i < blockFrames; i += 1) {
        const time = frame / rate;
        const isVisitor = Math.floor(time / turnSeconds) % 2 === 1;
        played[i] = bandCode(time);
        microphone[i] = echoGain * bandCode(time - echoDelaySeconds) + (isVisitor ? bandCode(time + 1_000) : 0);
        frame += 1;
      }
    },
  };
}

function measure(processor: Processor, rate: number, blocks: number, withReference: boolean): number {
  const room = roomOf(rate);
  const inputs = withReference ? [[room.microphone], [room.played]] : [[room.microphone]];
  const outputs = [[new Float32Array(blockFrames)]];
  const shares: number[] = [];
  for (let block = 0; block < blocks + warmupBlocks; block += 1) {
    room.next();
    shares.push(...timeBlocks(rate, 1, () => processor.process(inputs, outputs, {})));
  }
  return quantile(shares.slice(warmupBlocks), 0.99);
}

function startProduct(script: string, rate: number): Processor {
  const processor = startProcessor(script, rate, {
    numberOfInputs: 2,
    numberOfOutputs: 0,
    processorOptions: { streamRate, frameMs: 20, echoGate: true } satisfies CaptureSettings,
  });
  const loop = new HostPort();
  processor.port.deliver({ type: 'connect', port: loop as unknown as MessagePort } satisfies WorkletControl);
  return processor;
}

/** Whether the audio thread keeps up with the microphone. */
export const captureBlock: Row = {
  name: 'capture-block',
  title: "capture worklet's block time, resampler and echo gate on",
  isAlone: true,
  async run(bench) {
    const script = await readFile(new URL('../../dist/capture.worklet.js', import.meta.url), 'utf8');
    const blocks = bench.count(45_000, 8_000);
    const naive = startProcessor((await naiveWorklets()).capture, streamRate);
    const peer = startProcessor((await wavtoolsWorklets()).capture, streamRate);
    peer.port.deliver({ event: 'start', id: 0 });
    return {
      figures: [
        {
          name: 'capture block, 99 %',
          value: worst(deviceRates.map((rate) => measure(startProduct(script, rate), rate, blocks, true))),
          unit: '%',
          baseline: measure(naive, streamRate, blocks, false),
          peer: measure(peer, streamRate, blocks, false),
          reach: 5,
        },
      ],
      notes: [`${blocks} blocks at each of ${deviceRates.join(' and ')} Hz, the slower one shown; the others at 24000 Hz`],
    };
  },
};
