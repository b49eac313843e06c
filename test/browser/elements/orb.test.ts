import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import type { FixtureSession } from './fixture-session.ts';
import { find, part, settled } from './setup.ts';

const shapes: [string, Partial<SessionSnapshot>][] = [
  ['idle', {}],
  ['connecting', { status: 'connecting' }],
  ['listening', { status: 'listening', microphone: 'on' }],
  ['hearing', { status: 'hearing', microphone: 'on' }],
  ['thinking', { status: 'thinking' }],
  ['speaking', { status: 'speaking' }],
  ['muted', { status: 'listening', microphone: 'on', muted: true }],
  ['reconnecting', { status: 'reconnecting' }],
  ['error', { status: 'error' }],
];

/** What is drawn, without colour: which figures are there, how they are dashed and how large. */
function outline(orb: Element): string {
  return [...find<SVGElement>(orb, 'svg').querySelectorAll('circle, path, rect')]
    .map((figure) => {
      const { opacity, strokeDasharray, strokeWidth, transform, fill } = getComputedStyle(figure);
      const around = getComputedStyle(figure.parentElement!).opacity;
      if (Number(opacity) * Number(around) < 0.3) return '';
      return [figure.getAttribute('class'), strokeDasharray, strokeWidth, transform, fill === 'none'].join(' ');
    })
    .join('\n');
}

function frames(count: number): Promise<void> {
  return new Promise((resolve) => {
    const next = (left: number) => (left === 0 ? resolve() : requestAnimationFrame(() => next(left - 1)));
    next(count);
  });
}

/** How many frames the orb asks for while eight go by. */
async function framesAsked(): Promise<number> {
  const original = globalThis.requestAnimationFrame.bind(globalThis);
  let asked = 0;
  globalThis.requestAnimationFrame = (callback) => {
    asked += 1;
    return original(callback);
  };
  try {
    for (let passed = 0; passed < 8; passed += 1) {
      await new Promise((resolve) => {
        original(resolve);
      });
    }
  } finally {
    globalThis.requestAnimationFrame = original;
  }
  return asked;
}

/** How often the orb looks for something to show, in frames of its own or at the loudness, while twelve frames go by. */
async function looks(session: FixtureSession): Promise<number> {
  let looked = 0;
  for (const name of ['inputLevel', 'outputLevel'] as const) {
    const level = session[name];
    Object.defineProperty(session, name, { configurable: true, get: () => ((looked += 1), level) });
  }
  const asked = await framesAsked();
  await frames(4);
  return asked + looked;
}

/** Length of a figure as it is drawn, in pixels. */
const height = (orb: Element, figure: string) => find(orb, figure).getBoundingClientRect().height;

/** How large the body is drawn; its box also changes as it turns. */
const swell = (orb: Element) => Number(getComputedStyle(find(orb, '.swell')).scale.replace('none', '1'));

/** Waits for what must come, and says what was waited for where it does not. */
async function comes(what: string, holds: () => boolean): Promise<void> {
  for (let passed = 0; passed < 90; passed += 1) {
    if (holds()) return;
    await frames(1);
  }
  throw new Error(`In vain: ${what}`);
}

describe('<realtime-orb> where no worker may run', () => {
  const { Worker } = globalThis;
  let tries = 0;

  before(() => {
    // As under trusted types.
    globalThis.Worker = function () {
      tries += 1;
      throw new TypeError('This document requires TrustedScriptURL assignment.');
    } as unknown as typeof Worker;
  });

  after(() => {
    globalThis.Worker = Worker;
  });

  it('tries each way to one once, and stays the SVG', async () => {
    for (let orbs = 0; orbs < 2; orbs += 1) {
      const { element, session } = await part('realtime-orb', { status: 'hearing', microphone: 'on' });
      await comes('a canvas that is given up', () => tries > 0 && !element.shadowRoot!.querySelector('canvas'));
      const bar = height(element, '.middle');
      session.inputLevel = 0.2;
      await comes('bars that grow with the voice', () => height(element, '.middle') > bar * 1.5);
    }
    // The file, and the text.
    expect(tries).to.equal(2);
  });

  it('has a shape of its own for each state, told apart without colour and without motion', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    try {
      const seen = new Map<string, string>();
      const { element, session } = await part('realtime-orb');
      for (const [name, snapshot] of shapes) {
        session.set({ status: 'idle', microphone: 'off', muted: false, ...snapshot });
        await settled();
        const drawn = outline(element);
        expect(seen.get(drawn), `${name} looks like`).to.equal(undefined);
        seen.set(drawn, name);
      }
      expect(seen.size).to.equal(9);
    } finally {
      await emulateMedia({ reducedMotion: 'no-preference' });
    }
  });

  it('moves with the visitor’s voice, and with its own while it speaks', async () => {
    const { element, session } = await part('realtime-orb', { status: 'hearing', microphone: 'on' });
    const bar = height(element, '.middle');
    session.inputLevel = 0.2;
    await comes('bars that grow with the voice', () => height(element, '.middle') > bar * 1.8);
    await comes('outer bars that follow', () => height(element, '.outer') > bar * 0.7);
    session.set({ status: 'speaking' });
    await settled();
    const [body, wave] = [swell(element), height(element, '.far')];
    session.outputLevel = 0.2;
    await comes('a body that swells', () => swell(element) > body * 1.1);
    await comes('waves that leave it', () => height(element, '.far') > wave * 1.1);
    session.outputLevel = 0;
    await comes('a body that rests', () => swell(element) < body * 1.03);
  });

  it('moves nothing while the loudness stays what it is', async () => {
    const { element, session } = await part('realtime-orb', { status: 'speaking' });
    session.outputLevel = 0.1;
    const body = swell(element);
    await comes('a body that swells', () => swell(element) > body * 1.05);
    await frames(40);
    let moved = 0;
    const watch = new MutationObserver(() => (moved += 1));
    watch.observe(element.shadowRoot!, { attributes: true, subtree: true });
    await frames(20);
    watch.disconnect();
    expect(moved).to.equal(0);
  });

  it('keeps the beat of the hold sound, and rests again after it', async () => {
    const { element, session } = await part('realtime-orb', { status: 'thinking', holding: true });
    expect(element.matches(':state(holding):state(thinking)')).to.equal(true);
    const width = () => find(element, '.disc').getBoundingClientRect().width;
    const wave = () => Number(getComputedStyle(find(element, '.wave')).opacity);
    const at = async (phase: number | null) => {
      session.holdPhase = phase;
      await frames(3);
      return { width: width(), wave: wave() };
    };
    const stroke = await at(0);
    const between = await at(0.5);
    const late = await at(0.85);
    const almost = await at(0.98);
    expect(stroke.width).to.be.greaterThan(between.width * 1.04);
    expect(late.width).to.be.at.most(between.width);
    expect(almost.width).to.be.within(late.width * 1.02, stroke.width);
    expect(between.wave).to.be.greaterThan(0.5);
    expect(Math.max(stroke.wave, almost.wave)).to.be.lessThan(0.1);
    // The sound is ordered, but not yet heard.
    expect((await at(null)).wave).to.equal(0);
    session.set({ holding: false });
    await settled();
    await frames(2);
    expect(await framesAsked()).to.equal(0);
    expect(element.matches(':state(holding)')).to.equal(false);
  });

  it('keeps no beat out of sight, nor for who wants no motion', async () => {
    const { element, session } = await part('realtime-orb', { status: 'thinking', holding: true });
    session.holdPhase = 0.2;
    await frames(3);
    expect(await framesAsked()).to.be.greaterThan(2);
    element.style.display = 'none';
    await frames(3);
    expect(await framesAsked()).to.equal(0);
    await emulateMedia({ reducedMotion: 'reduce' });
    try {
      const calm = await part('realtime-orb', { status: 'thinking', holding: true });
      calm.session.holdPhase = 0.2;
      await frames(3);
      expect(await framesAsked()).to.equal(0);
      expect(getComputedStyle(find(calm.element, '.disc')).scale).to.equal('none');
    } finally {
      await emulateMedia({ reducedMotion: 'no-preference' });
    }
  });

  for (const [name, snapshot] of [
    ['idle', {}],
    ['thinking', { status: 'thinking' }],
    ['muted', { status: 'listening', microphone: 'on', muted: true }],
    ['connected for typing', { status: 'listening', microphone: 'off' }],
  ] as [string, Partial<SessionSnapshot>][]) {
    it(`does nothing while ${name}`, async () => {
      const { session } = await part('realtime-orb', snapshot);
      expect(await looks(session)).to.equal(0);
    });
  }

  it('does nothing while it is out of sight, in a hidden page or removed, and goes on when it is back', async () => {
    const { element, session } = await part('realtime-orb', { status: 'hearing', microphone: 'on' });
    await frames(3);
    expect(await looks(session)).to.be.greaterThan(1);
    element.style.display = 'none';
    await frames(3);
    expect(await looks(session)).to.equal(0);
    element.style.display = '';
    await frames(3);
    expect(await looks(session)).to.be.greaterThan(1);
    // No test can send its page to the back: this is what the browser tells then.
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    try {
      document.dispatchEvent(new Event('visibilitychange'));
      expect(await looks(session)).to.equal(0);
    } finally {
      Reflect.deleteProperty(document, 'hidden');
      document.dispatchEvent(new Event('visibilitychange'));
    }
    expect(await looks(session)).to.be.greaterThan(1);
    element.remove();
    expect(await looks(session)).to.equal(0);
  });

  it('says in words what it shows', async () => {
    const { element, session } = await part('realtime-orb', { status: 'thinking' });
    expect(element.matches(':state(thinking)')).to.equal(true);
    session.set({ status: 'listening', microphone: 'on', muted: true });
    await settled();
    expect(element.matches(':state(listening):state(muted):not(:state(thinking))')).to.equal(true);
  });
});
