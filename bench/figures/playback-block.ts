import { readFile } from 'node:fs/promises';
import type { PlaybackCommand, WorkletControl } from '../../src/audio/messages.ts';
import { streamRate } from '../../src/audio/stream-format.ts';
import type { PlaybackSettings } from '../../src/audio/worklet-settings.ts';
import type { Row } from '../figure.ts';
import { naiveWorklets, wavtoolsWorklets } from '../measure/peer-worklets.ts';
import { blockFrames, HostPort, startProcessor, timeBlocks } from '../measure/worklet-host.ts';
import { Tone } from '../server/tone.ts';
import { quantile, worst } from '../statistics.ts';

/** The two rates of nearly all devices; the other paths ask for 24 kHz and leave resampling to the browser. */
const deviceRates = [44_100, 48_000] as const;
const shortQueueMs = 1_000;
const longQueueMs = 120_000;
/** The compiler has seen all that it will see. */
const warmupBlocks = 2_000;
const deltaMs = 250;

interface Playback {
  append(pcm: ArrayBuffer): void;
  render(output: Float32Array): void;
}

function startProduct(script: string, rate: number): Playback {
  const processor = startProcessor(script, rate, { processorOptions: { streamRate } satisfies PlaybackSettings });
  const loop = new HostPort();
  processor.port.deliver({ type: 'connect', port: loop as unknown as MessagePort } satisfies WorkletControl);
  return {
    append: (pcm) => loop.deliver({ type: 'audio', itemId: 'item', contentIndex: 0, pcm } satisfies PlaybackCommand),
    render: (output) => void processor.process([], [[output]], {}),
  };
}

function startNaive(script: string): Playback {
  const processor = startProcessor(script, streamRate);
  return {
    append: (pcm) => processor.port.deliver(Float32Array.from(new Int16Array(pcm), (sample) => sample / 32_768)),
    render: (output) => void processor.process([], [[output]], {}),
  };
}

function startWavtools(script: string): Playback {
  const processor = startProcessor(script, streamRate);
  return {
    append: (pcm) => processor.port.deliver({ event: 'write', buffer: new Int16Array(pcm), trackId: 'item' }),
    render: (output) => void processor.process([], [[output]], {}),
  };
}

/** 99th percentile of a block's time, in percent of what it has, while so much audio waits. */
function measure(playback: Playback, rate: number, queueMs: number, blocks: number): number {
  const tone = new Tone(440);
  const append = (): void => playback.append(new Uint8Array(tone.next(deltaMs)).buffer);
  for (let ms = 0; ms < queueMs; ms += deltaMs) append();
  const output = new Float32Array(blockFrames);
  let playedMs = 0;
  const blockMs = (blockFrames * 1_000) / rate;
  const shares: number[] = [];
  // Between the measured stretches the queue is filled up again.
  while (shares.length < blocks + warmupBlocks) {
    const stretch = Math.floor(deltaMs / blockMs);
    for (const share of timeBlocks(rate, stretch, () => playback.render(output))) shares.push(share);
    playedMs += stretch * blockMs;
    if (playedMs < deltaMs) continue;
    playedMs -= deltaMs;
    append();
  }
  return quantile(shares.slice(warmupBlocks), 0.99);
}

/** Whether the audio thread keeps up, and goes on keeping up when a long answer waits. */
export const playbackBlock: Row = {
  name: 'playback-block',
  title: "playback worklet's block time, 120 s queued, and its growth from 1 s",
  isAlone: true,
  async run(bench) {
    const script = await readFile(new URL('../../dist/playback.worklet.js', import.meta.url), 'utf8');
    const naive = (await naiveWorklets()).playback;
    const peer = (await wavtoolsWorklets()).playback;
    const blocks = bench.count(45_000, 8_000);
    const both = (queueMs: number): number =>
      worst(deviceRates.map((rate) => measure(startProduct(script, rate), rate, queueMs, blocks)));
    // Each of its blocks copies the queue: minutes of them would take minutes.
    const naiveBlocks = 500;
    const naiveTime = (queueMs: number): number => measure(startNaive(naive), streamRate, queueMs, naiveBlocks);
    const peerTime = (queueMs: number): number => measure(startWavtools(peer), streamRate, queueMs, blocks);
    const [long, naiveLong, peerLong] = [both(longQueueMs), naiveTime(longQueueMs), peerTime(longQueueMs)];
    return {
      figures: [
        {
          name: 'playback block, 120 s queued, 99 %',
          value: long,
          unit: '%',
          baseline: naiveLong,
          peer: peerLong,
          reach: 3,
        },
        {
          name: 'its growth from 1 s queued',
          value: long - both(shortQueueMs),
          unit: '% points',
          baseline: naiveLong - naiveTime(shortQueueMs),
          peer: peerLong - peerTime(shortQueueMs),
          reach: 0.5,
        },
      ],
      notes: [`${blocks} blocks at each of ${deviceRates.join(' and ')} Hz, the slower one shown; the others at 24000 Hz`],
    };
  },
};
