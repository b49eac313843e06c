import type { Row } from '../figure.ts';
import { firstSound } from './first-sound.ts';
import { speechStart } from './speech-start.ts';

/** In the order of the table. */
export const rows: readonly Row[] = [speechStart, firstSound];
