import 'axe-core/axe.min.js';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import { expect } from 'chai';
import {
  RealtimeAssistant,
  RealtimeComposer,
  RealtimeConsent,
  RealtimeControls,
  RealtimeDevices,
  RealtimeLauncher,
  RealtimeNotes,
  RealtimeOrb,
  RealtimePanel,
  RealtimeRating,
  RealtimeSession,
  RealtimeSettings,
  RealtimeSources,
  RealtimeStatus,
  RealtimeTranscript,
  defineElement,
} from '../../../src/elements/index.ts';
import { loadOnDemand } from '../../../src/elements/load-on-demand.ts';
import type { AssistantSession } from '../../../src/session/assistant-session.ts';
import type { SessionOptions } from '../../../src/session/session-options.ts';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import { FixtureSession } from './fixture-session.ts';

/** The options of every session that the elements asked for, in order. */
export const created: { options: SessionOptions; session: FixtureSession }[] = [];

function create(options: SessionOptions): AssistantSession {
  const session = new FixtureSession(options);
  created.push({ options, session });
  return session;
}

class AssistantUnderTest extends RealtimeAssistant {
  protected override createSession(options: SessionOptions): AssistantSession {
    return create(options);
  }
}

class SessionUnderTest extends RealtimeSession {
  protected override createSession(options: SessionOptions): AssistantSession {
    return create(options);
  }
}

const elements = {
  'realtime-session': SessionUnderTest,
  'realtime-assistant': AssistantUnderTest,
  'realtime-launcher': RealtimeLauncher,
  'realtime-panel': RealtimePanel,
  'realtime-transcript': RealtimeTranscript,
  'realtime-composer': RealtimeComposer,
  'realtime-controls': RealtimeControls,
  'realtime-devices': RealtimeDevices,
  'realtime-settings': RealtimeSettings,
  'realtime-consent': RealtimeConsent,
  'realtime-rating': RealtimeRating,
  'realtime-notes': RealtimeNotes,
  'realtime-orb': RealtimeOrb,
  'realtime-status': RealtimeStatus,
  'realtime-sources': RealtimeSources,
};
for (const [tag, element] of Object.entries(elements)) defineElement(tag, element);

// What comes late on a page is there in these tests, so that they need not wait for it; shell.test.ts tells how it comes.
await loadOnDemand();

document.documentElement.lang = 'en';
document.title = 'Willow Garden';

let stage: HTMLElement | undefined;

afterEach(() => {
  stage?.remove();
  stage = undefined;
});

/** Puts markup into the page for the length of a test. The page has landmarks of its own, as pages do. */
export function put(markup: string): HTMLElement {
  stage = document.createElement('div');
  stage.innerHTML = `<header>Plants and paths</header>
    <main><h1>Willow Garden</h1><div>${markup}</div></main>
    <footer>Since 1926</footer>`;
  document.body.append(stage);
  return stage.querySelector<HTMLElement>('main > div')!;
}

/** Resolves when every element in the page and in the shadows below has rendered. */
export async function settled(root: ParentNode = document): Promise<void> {
  for (let rounds = 0; rounds < 4; rounds += 1) {
    for (const element of root.querySelectorAll('*')) {
      if (!element.localName.startsWith('realtime-')) continue;
      await (element as RealtimePanel).updateComplete;
      if (element.shadowRoot) await settled(element.shadowRoot);
    }
  }
}

/** A task later, when an element that is still out of the page has been let go. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => setTimeout(resolve));
  });
}

/** An assistant in the page, with its session. */
export async function assistant(
  attributes = '',
  content = '',
): Promise<{ element: RealtimeAssistant; session: FixtureSession }> {
  const element = put(`<realtime-assistant relay-url="/realtime" ${attributes}>${content}</realtime-assistant>`)
    .firstElementChild as RealtimeAssistant;
  await settled();
  // Refused options leave it without one; the element has said so.
  await element.load().catch(() => {});
  await settled();
  return { element, session: element.session as FixtureSession };
}

/** One part, alone in a session. */
export async function part<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  snapshot: Partial<SessionSnapshot> = {},
  content = '',
): Promise<{ element: HTMLElementTagNameMap[K]; session: FixtureSession; provider: RealtimeSession }> {
  const markup = `<realtime-session relay-url="/realtime"><${tag}>${content}</${tag}></realtime-session>`;
  const provider = put(markup).firstElementChild as RealtimeSession;
  await settled();
  const session = provider.session as FixtureSession;
  session.set(snapshot);
  await settled();
  return { element: provider.firstElementChild as HTMLElementTagNameMap[K], session, provider };
}

/**
 * Walks from shadow to shadow; the last selector is what is wanted. Compare elements by `===` inside `expect`: a failure
 * that prints an element prints the page around it, which takes minutes.
 */
export function maybe<T extends Element = HTMLElement>(root: Element, ...path: string[]): T | null {
  let here: Element | null = root;
  for (const selector of path) here = here?.shadowRoot?.querySelector(selector) ?? null;
  return here as T | null;
}

export function find<T extends Element = HTMLElement>(root: Element, ...path: string[]): T {
  const found = maybe<T>(root, ...path);
  if (!found) throw new Error(`Not there: ${path.join(' ')}`);
  return found;
}

/** The element that has the focus, however deep in the shadows. */
export function focused(): Element | null {
  let here = document.activeElement;
  while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
  return here;
}

export function press(target: Element, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

/** Text as a reader gets it. */
export function textOf(element: Element | null): string {
  return (element?.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
}

const { axe } = globalThis as unknown as {
  axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> };
};

function finishAnimations(root: Document | ShadowRoot): void {
  for (const animation of root.getAnimations()) {
    if (animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY) animation.finish();
  }
  for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) finishAnimations(shadowRoot);
}

/** Fails with axe's own words. Animations are finished first: half-faded text has no contrast to speak of. */
export async function expectAccessible(context: string): Promise<void> {
  finishAnimations(document);
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  const words = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(words, context).to.deep.equal([]);
}
