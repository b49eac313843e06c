/** How much of something in how much time: `30/hour`. */
export interface Allowance {
  readonly most: number;
  readonly perSeconds: number;
}

const seconds = { minute: 60, hour: 3_600, day: 86_400, month: 30 * 86_400 } as const;
const form = /^(\d{1,12}(?:\.\d{1,6})?)\/(minute|hour|day|month)$/;

export const allowanceRule = 'must be a number above 0 and a time, such as 30/hour; the times are minute, hour, day and month';

/** Reads `30/hour`; undefined for what is not of that form. A month has 30 days. */
export function readAllowance(text: string): Allowance | undefined {
  const [, most, unit] = form.exec(text.trim()) ?? [];
  if (most === undefined || Number(most) === 0) return undefined;
  return { most: Number(most), perSeconds: seconds[unit as keyof typeof seconds] };
}
