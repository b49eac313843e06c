import { holds, type Figure } from './figure.ts';

const heads = ['figure', 'this package', 'naive', 'wavtools', 'reach', ''] as const;

/** Two digits that count are enough: the machine's own noise is larger. */
export function showNumber(value: number | null): string {
  if (value === null) return '–';
  if (Number.isNaN(value)) return 'none';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** One table for people. */
export function showTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${showNumber(figure.value)} ${figure.unit}`,
    showNumber(figure.baseline),
    showNumber(figure.peer),
    `≤ ${showNumber(figure.reach)}`,
    holds(figure) ? 'holds' : 'FAILS',
  ]);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [line(heads), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** One entry a figure, as continuous integration and the project's other measurements read it. */
export function toJson(figures: readonly Figure[]): string {
  return JSON.stringify(
    figures.map((figure) => ({
      name: figure.name,
      value: finite(figure.value),
      unit: figure.unit,
      baseline: finite(figure.baseline),
      peer: finite(figure.peer),
      reach: figure.reach,
      holds: holds(figure),
    })),
  );
}

/** JSON knows no NaN. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? Math.round(value * 1_000) / 1_000 : null;
}
