import { nextFrame, roots } from './stage.ts';

/** A winter's morning: what shows a time shows the same one in every picture. */
const moment = Date.UTC(2026, 0, 15, 9, 24, 0);

/** The page's clock stands; call it before anything asks for the time. */
export function stopClock(): void {
  Date.now = () => moment;
}

const rest = new CSSStyleSheet();
rest.replaceSync('*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }');

/** Nothing moves any more, in whatever shadow, and what was on its way has arrived. */
export async function keepStill(): Promise<void> {
  for (const root of roots(document)) {
    if (!root.adoptedStyleSheets.includes(rest)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, rest];
  }
  await nextFrame();
  await nextFrame();
}
