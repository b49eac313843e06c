import type { Workbench } from './workbench.ts';

/** One number of the bench. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same work done the naive way in the same run; null where it cannot be done that way. */
  readonly baseline: number | null;
  /** The same work done with wavtools; null where it cannot. */
  readonly peer: number | null;
  /** What the value may be at most. */
  readonly reach: number;
  /** What else bounds the value besides the reach. */
  readonly alsoHolds?: boolean;
}

/** What a row of the table gives: figures, or why there are none. */
export interface RowResult {
  readonly figures: readonly Figure[];
  /** Lines for people: how many runs, what went wrong, how it was measured this time. */
  readonly notes?: readonly string[];
}

export interface Row {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** It measures delays: nothing else may run beside it. */
  readonly isAlone?: true;
  /** It takes minutes of real time and hardly any of the machine's: others run beside it. */
  readonly isLong?: true;
  run(bench: Workbench): Promise<RowResult>;
}

/** NaN, which stands for nothing measured, holds nothing. */
export function holds({ value, reach, alsoHolds = true }: Figure): boolean {
  return value <= reach && alsoHolds;
}
