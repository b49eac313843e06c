import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
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

const level = (orb: Element) => Number(getComputedStyle(find(orb, 'svg')).getPropertyValue('--_l0'));

describe('<realtime-orb>', () => {
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
    session.inputLevel = 0.2;
    await frames(20);
    expect(level(element)).to.be.greaterThan(0.5);
    session.set({ status: 'speaking' });
    session.outputLevel = 0;
    await frames(60);
    expect(level(element)).to.be.lessThan(0.1);
    session.outputLevel = 0.2;
    await frames(20);
    expect(level(element)).to.be.greaterThan(0.5);
  });

  it('keeps the beat of the hold sound, and rests again after it', async () => {
    const { element, session } = await part('realtime-orb', { status: 'thinking', holding: true });
    expect(element.matches(':state(holding):state(thinking)')).to.equal(true);
    const width = () => find(element, '.disc').getBoundingClientRect().width;
    const wave = () => Number(getComputedStyle(find(element, '.wave:not(.far)')).opacity);
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
      expect(level(calm.element)).to.equal(0);
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
    it(`asks for no frame while ${name}`, async () => {
      await part('realtime-orb', snapshot);
      expect(await framesAsked()).to.equal(0);
    });
  }

  it('asks for no frame while it is scrolled out of sight or removed, and goes on when it is back', async () => {
    const { element } = await part('realtime-orb', { status: 'hearing', microphone: 'on' });
    await frames(3);
    expect(await framesAsked()).to.be.greaterThan(2);
    element.style.display = 'none';
    await frames(3);
    expect(await framesAsked()).to.equal(0);
    element.style.display = '';
    await frames(3);
    expect(await framesAsked()).to.be.greaterThan(2);
    element.remove();
    expect(await framesAsked()).to.equal(0);
  });

  it('says in words what it shows', async () => {
    const { element, session } = await part('realtime-orb', { status: 'thinking' });
    expect(element.matches(':state(thinking)')).to.equal(true);
    session.set({ status: 'listening', microphone: 'on', muted: true });
    await settled();
    expect(element.matches(':state(listening):state(muted):not(:state(thinking))')).to.equal(true);
  });
});
