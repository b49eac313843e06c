import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { RealtimeOrb } from '../../../src/elements/realtime-orb.ts';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import type { FixtureSession } from './fixture-session.ts';
import { count, difference, drawnPicture, reach, svgPicture } from './orb-picture.ts';
import { framesAsked, liveWorkers, watchWorkers } from './orb-worker.ts';
import { find, maybe, nextTask, part, settled } from './setup.ts';

type Snapshot = Partial<SessionSnapshot>;
const quiet: Snapshot = { status: 'idle', microphone: 'off', muted: false, holding: false };
const hearing: Snapshot = { status: 'hearing', microphone: 'on' };

const states: [string, Snapshot][] = [
  ['idle', {}],
  ['connecting', { status: 'connecting' }],
  ['listening', { status: 'listening', microphone: 'on' }],
  ['hearing', hearing],
  ['thinking', { status: 'thinking' }],
  ['holding', { status: 'thinking', holding: true }],
  ['speaking', { status: 'speaking' }],
  ['muted', { status: 'listening', microphone: 'on', muted: true }],
  ['reconnecting', { status: 'reconnecting' }],
  ['error', { status: 'error' }],
];

const white = [255, 255, 255] as const;
const accent = [66, 80, 213] as const;

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

async function frames(many: number): Promise<void> {
  for (let passed = 0; passed < many; passed += 1) await frame();
}

/** Waits for what must come, and says what was waited for where it does not. */
async function comes(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let passed = 0; passed < 240; passed += 1) {
    if (await holds()) return;
    await frame();
  }
  throw new Error(`In vain: ${what}`);
}

const isDrawn = (element: Element): boolean => maybe(element, '.drawn') !== null;

/** An orb that a worker draws: it hears somebody. */
async function drawn(): Promise<{ element: RealtimeOrb; session: FixtureSession; worker: Worker }> {
  const { element, session } = await part('realtime-orb', hearing);
  element.style.setProperty('--realtime-orb-size', '150px');
  await comes('an orb that is drawn', () => isDrawn(element));
  return { element, session, worker: liveWorkers()[0]! };
}

/** Waits until the worker asks for no frame any more. */
async function rest(worker: Worker): Promise<void> {
  let before = -1;
  await comes('a worker at rest', async () => {
    await frames(12);
    const asked = await framesAsked(worker);
    const isStill = asked === before;
    before = asked;
    return isStill;
  });
}

async function show(session: FixtureSession, snapshot: Snapshot): Promise<void> {
  session.set({ ...quiet, ...snapshot });
  await settled();
  // The change takes 0.3 s.
  await frames(24);
}

describe('<realtime-orb> drawn by a worker', () => {
  before(() => watchWorkers());

  for (const [name, snapshot] of states.filter(([name]) => !['listening', 'hearing', 'speaking', 'holding'].includes(name))) {
    it(`costs no thread while it was never more than ${name}`, async () => {
      const { element } = await part('realtime-orb', snapshot);
      await frames(4);
      expect(liveWorkers()).to.have.length(0);
      expect(getComputedStyle(find(element, 'svg')).display).not.to.equal('none');
    });
  }

  it('has a shape of its own for each state', async () => {
    const { element, session } = await drawn();
    const seen = new Map<string, ReturnType<typeof drawnPicture>>();
    for (const [name, snapshot] of states) {
      await show(session, snapshot);
      const picture = drawnPicture(element);
      for (const [other, before] of seen) {
        expect(difference(picture, before), `${name} is told from ${other}`).to.be.greaterThan(0.01);
      }
      seen.set(name, picture);
    }
    expect(seen.size).to.equal(10);
  });

  for (const name of ['idle', 'hearing', 'muted', 'error']) {
    it(`looks as the SVG does, ${name}`, async () => {
      const { element, session, worker } = await drawn();
      await show(session, states.find(([state]) => state === name)![1]);
      await rest(worker);
      const picture = drawnPicture(element);
      await emulateMedia({ reducedMotion: 'reduce' });
      try {
        await comes('the SVG', () => !isDrawn(element));
        if (name === 'hearing') {
          // At rest it shows its bars in full, to be told without motion.
          for (const bar of element.shadowRoot!.querySelectorAll<SVGElement>('.bar')) {
            const scale = bar.matches('.outer') ? 0.4 : 0.36;
            bar.style.setProperty('transform', `scaleY(${scale})`, 'important');
          }
        }
        expect(difference(picture, await svgPicture(element))).to.be.lessThan(0.01);
      } finally {
        await emulateMedia({ reducedMotion: 'no-preference' });
      }
    });
  }

  it('moves with the visitor’s voice, and with its own while it speaks', async () => {
    const { element, session } = await drawn();
    await frames(30);
    const bars = count(drawnPicture(element), white);
    session.inputLevel = 0.2;
    await comes('bars that grow with the voice', () => count(drawnPicture(element), white) > bars * 1.8);
    await show(session, { status: 'speaking' });
    const waves = reach(drawnPicture(element));
    session.outputLevel = 0.25;
    await comes('waves that leave it', () => reach(drawnPicture(element)) > waves * 1.12);
    session.outputLevel = 0;
    await comes('waves that come back', () => reach(drawnPicture(element)) < waves * 1.04);
  });

  it('goes on with the voice when listening becomes hearing', async () => {
    const { element, session } = await drawn();
    await show(session, { status: 'listening', microphone: 'on' });
    session.inputLevel = 0.2;
    await show(session, hearing);
    const loud = count(drawnPicture(element), white);
    session.inputLevel = 0;
    await comes('bars that shrink', () => count(drawnPicture(element), white) < loud * 0.7);
  });

  it('keeps the beat of the hold sound', async () => {
    const { element, session } = await drawn();
    const wide = async (phase: number | null): Promise<number> => {
      session.holdPhase = phase;
      await frames(16);
      return count(drawnPicture(element), white);
    };
    session.set({ ...quiet, status: 'thinking', holding: true });
    await settled();
    const unheard = await wide(null);
    const between = await wide(0.7);
    expect(await wide(0)).to.be.greaterThan(between * 1.3);
    expect(between).to.be.closeTo(unheard, unheard * 0.15);
  });

  it('asks for no frame while nothing moves, and for some when something does', async () => {
    const { session, worker } = await drawn();
    session.inputLevel = 0.1;
    await rest(worker);
    const before = await framesAsked(worker);
    await frames(20);
    expect(await framesAsked(worker)).to.equal(before);
    session.inputLevel = 0.2;
    await comes('frames', async () => (await framesAsked(worker)) > before + 2);
    for (const still of [{}, { status: 'error' }, { status: 'listening', microphone: 'on', muted: true }] as Snapshot[]) {
      await show(session, still);
      await rest(worker);
    }
    expect(session.levelListeners).to.equal(0);
  });

  it('asks for no frame out of sight or in a hidden page, and goes on when it is back', async () => {
    const { element, session, worker } = await drawn();
    const moves = async (): Promise<void> => {
      const before = await framesAsked(worker);
      await comes('frames', async () => (await framesAsked(worker)) > before + 2);
    };
    await show(session, { status: 'speaking' });
    await moves();
    element.style.display = 'none';
    await rest(worker);
    expect(session.levelListeners).to.equal(0);
    element.style.display = '';
    await moves();
    // No test can send its page to the back: this is what the browser tells then.
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    try {
      document.dispatchEvent(new Event('visibilitychange'));
      await rest(worker);
    } finally {
      Reflect.deleteProperty(document, 'hidden');
      document.dispatchEvent(new Event('visibilitychange'));
    }
    await moves();
  });

  it('follows the theme', async () => {
    const { element } = await drawn();
    await comes('the accent', () => count(drawnPicture(element), accent) > 200);
    element.parentElement!.style.setProperty('--realtime-accent', 'rgb(0, 130, 60)');
    await comes('another accent', () => count(drawnPicture(element), [0, 130, 60]) > 200);
    expect(count(drawnPicture(element), accent)).to.equal(0);
    element.parentElement!.style.removeProperty('--realtime-accent');
    // While it is not displayed, no transition tells of it.
    element.style.display = 'none';
    await frames(4);
    element.parentElement!.style.colorScheme = 'dark';
    element.style.display = '';
    await comes('the accent of the dark scheme', () => count(drawnPicture(element), [163, 176, 255]) > 200);
  });

  it('is as sharp as the screen, whatever its size', async () => {
    const { element } = await drawn();
    const canvas = find<HTMLCanvasElement>(element, 'canvas');
    await comes('its pixels', () => canvas.width === Math.round(150 * 1.24 * devicePixelRatio));
    element.style.setProperty('--realtime-orb-size', '44px');
    await comes('other pixels', () => Math.abs(canvas.width - 44 * 1.24 * devicePixelRatio) <= 1);
    await comes('a picture', () => count(drawnPicture(element), white) > 20);
  });

  it('makes nothing scroll, though its waves go beyond its box', async () => {
    const { element } = await drawn();
    const box = element.parentElement!;
    // Else it stands on a line of text, which is higher.
    element.style.display = 'block';
    Object.assign(box.style, { display: 'block', overflow: 'auto', width: '150px', height: '150px' });
    await frames(2);
    expect(find(element, 'canvas').getBoundingClientRect().width).to.be.greaterThan(180);
    expect([box.scrollWidth, box.scrollHeight]).to.deep.equal([150, 150]);
  });

  for (const media of [{ reducedMotion: 'reduce' }, { forcedColors: 'active' }] as const) {
    it(`is the SVG at rest under ${Object.keys(media)[0]}, and a canvas again after it`, async () => {
      const { element, session } = await drawn();
      await emulateMedia(media);
      try {
        await comes('the SVG', () => !isDrawn(element) && maybe(element, 'canvas') === null);
        expect(liveWorkers()).to.have.length(0);
        session.inputLevel = 0.2;
        await frames(8);
        expect(getComputedStyle(find(element, '.middle')).scale).to.equal('none');
      } finally {
        await emulateMedia({ reducedMotion: 'no-preference', forcedColors: 'none' });
      }
      await comes('the canvas', () => isDrawn(element));
    });
  }

  it('keeps its worker when it is moved, and frees it when it is removed', async () => {
    const { element, session, worker } = await drawn();
    const { parentElement } = element;
    parentElement!.append(document.createElement('p'), element);
    await nextTask();
    expect(liveWorkers()).to.deep.equal([worker]);
    await frames(4);
    const bars = count(drawnPicture(element), white);
    session.inputLevel = 0.25;
    await comes('bars that grow', () => count(drawnPicture(element), white) > bars * 1.5);
    element.remove();
    await nextTask();
    expect(liveWorkers()).to.have.length(0);
    expect(session.levelListeners).to.equal(0);
    parentElement!.append(element);
    await comes('an orb that is drawn again', () => isDrawn(element));
    expect(liveWorkers()).to.have.length(1);
  });

  it('frees a worker that is not yet there', async () => {
    // It may be any moment by now; most often it has not greeted yet.
    const { element } = await part('realtime-orb', hearing);
    await comes('a worker', () => liveWorkers().length === 1);
    element.remove();
    await nextTask();
    expect(liveWorkers()).to.have.length(0);
  });
});
