/** What the address of the stage says: `?state=hearing&theme=dark&dir=rtl&still`. What it does not say has a default. */
export interface StageQuery {
  readonly state: string;
  /** Colour scheme; null follows the system. */
  readonly theme: 'light' | 'dark' | null;
  readonly dir: 'ltr' | 'rtl';
  /** One of the style sheets in demo/themes; null: the element's own looks. */
  readonly brand: string | null;
  /** Language of the words. */
  readonly locale: string | null;
  /** Text size of the page in percent, 50 to 400. */
  readonly text: number;
  /** Width of the element in pixels; null: all there is. */
  readonly width: number | null;
  readonly placement: string | null;
  /** Nothing moves, and the clock stands. */
  readonly still: boolean;
}

/** Reads an address; what makes no sense is as if it were not there. */
export function readStageQuery(search: string, brands: readonly string[]): StageQuery {
  const given = new URLSearchParams(search);
  const among = <T extends string>(name: string, values: readonly T[]): T | null =>
    values.find((value) => value === given.get(name)) ?? null;
  const number = (name: string, min: number, max: number): number | null => {
    const value = Number(given.get(name) ?? Number.NaN);
    return value >= min && value <= max ? value : null;
  };
  return {
    state: given.get('state') ?? 'empty',
    theme: among('theme', ['light', 'dark']),
    dir: among('dir', ['ltr', 'rtl']) ?? 'ltr',
    brand: among('brand', brands),
    locale: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(given.get('locale') ?? '') ? given.get('locale') : null,
    text: number('text', 50, 400) ?? 100,
    width: number('width', 200, 2000),
    placement: among('placement', ['bottom-end', 'bottom-start', 'top-end', 'top-start', 'inline']),
    still: given.has('still'),
  };
}
