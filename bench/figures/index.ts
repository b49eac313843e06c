import type { Row } from '../figure.ts';
import { audioEnd } from './audio-end.ts';
import { captureBlock } from './capture-block.ts';
import { captureFrames } from './capture-frames.ts';
import { echoGate } from './echo-gate.ts';
import { firstSound } from './first-sound.ts';
import { gaps } from './gaps.ts';
import { leaks } from './leaks.ts';
import { microphone } from './microphone.ts';
import { pageThread } from './page-thread.ts';
import { playbackBlock } from './playback-block.ts';
import { speechStart } from './speech-start.ts';
import { wordCost } from './word-cost.ts';

/** In the order of the table. */
export const rows: readonly Row[] = [
  speechStart,
  firstSound,
  microphone,
  gaps,
  audioEnd,
  playbackBlock,
  captureBlock,
  echoGate,
  captureFrames,
  pageThread,
  wordCost,
  leaks,
];
