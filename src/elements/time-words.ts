/**
 * When something was said: the time of day, and the date where it is not today's.
 * @param at epoch milliseconds
 * @param language BCP 47; one that is none is as good as the browser's own
 */
export function timeWords(at: number, language: string | undefined, now = Date.now()): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const style: Intl.DateTimeFormatOptions = { timeStyle: 'short', ...(!isToday && ({ dateStyle: 'medium' } as const)) };
  const date = new Date(at);
  try {
    return date.toLocaleString(language, style);
  } catch {
    return date.toLocaleString(undefined, style);
  }
}

/** The language that an element stands in, through the shadows around it. */
export function languageOf(element: Element): string | undefined {
  let here: Element | null = element;
  while (here) {
    const near: Element | null = here.closest('[lang]');
    if (near) return near.getAttribute('lang') || undefined;
    const root = here.getRootNode();
    here = root instanceof ShadowRoot ? root.host : null;
  }
  return undefined;
}
