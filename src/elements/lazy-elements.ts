import { defineElement } from './define-element.ts';

/** Panes that most visitors never open: their code comes with the first wish for them. */
const loaders = {
  'realtime-devices': async () => (await import('./realtime-devices.ts')).RealtimeDevices,
  'realtime-settings': async () => {
    await loaded('realtime-devices');
    return (await import('./realtime-settings.ts')).RealtimeSettings;
  },
  'realtime-notes': async () => (await import('./realtime-notes.ts')).RealtimeNotes,
  'realtime-consent': async () => (await import('./realtime-consent.ts')).RealtimeConsent,
  'realtime-rating': async () => (await import('./realtime-rating.ts')).RealtimeRating,
} satisfies Readonly<Record<string, () => Promise<CustomElementConstructor>>>;

export type LazyTag = keyof typeof loaders;

/** Sees to it that `tag` is defined. False: its code cannot be had, without a network; the next wish tries again. */
export async function loaded(tag: LazyTag): Promise<boolean> {
  if (globalThis.customElements.get(tag)) return true;
  try {
    return defineElement(tag, await loaders[tag]());
  } catch {
    return false;
  }
}

/** What a page has laid out inside `root` by itself is wanted from the start. */
export function loadUsed(root: Element): void {
  for (const tag of Object.keys(loaders) as LazyTag[]) if (root.querySelector(tag)) void loaded(tag);
}
