import { describe, expect, it } from 'vitest';
import { OrbMotion } from '../../../src/elements/orb-motion.ts';
import type { LookName, PoseName } from '../../../src/elements/orb-poses.ts';

/** A motion and its clock. */
function orb(pose: PoseName): {
  motion: OrbMotion;
  now: () => number;
  pass: (ms: number) => number | null;
  scale: (name: LookName) => number;
} {
  const motion = new OrbMotion();
  let now = 5_000;
  motion.show(pose, now, true);
  motion.step(now);
  return {
    motion,
    now: () => now,
    /** In frames; tells how soon the next one is due. */
    pass: (ms) => {
      let next: number | null = null;
      for (const end = now + ms; now < end; ) {
        now = Math.min(end, now + 16);
        next = motion.step(now);
      }
      return next;
    },
    scale: (name) => motion.drawn()[name].scale,
  };
}

describe('the motion of the orb', () => {
  it('changes from pose to pose within 0.3 s, and through all between', () => {
    const { motion, now, pass, scale } = orb('idle');
    motion.show('connecting', now(), false);
    pass(64);
    expect(scale('disc')).toBeGreaterThan(0.8);
    expect(scale('disc')).toBeLessThan(1);
    pass(240);
    expect(scale('disc')).toBe(0.78);
    expect(motion.drawn().arc.dash).toEqual([70, 205]);
  });

  it('does not jump where the pose changes again on the way', () => {
    const { motion, now, pass } = orb('idle');
    motion.show('speaking', now(), false);
    pass(96);
    const before = motion.drawn();
    motion.show('thinking', now(), false);
    motion.step(now());
    const after = motion.drawn();
    for (const [name, { opacity, scale }] of Object.entries(before)) {
      expect(after[name as LookName].opacity, name).toBeCloseTo(opacity);
      expect(after[name as LookName].scale, name).toBeCloseTo(scale);
    }
  });

  it('is where it has to be at once where nobody saw it before', () => {
    const { motion, now, scale } = orb('idle');
    motion.show('connecting', now(), true);
    motion.step(now());
    expect(scale('disc')).toBe(0.78);
  });

  it('rises with a voice within 60 ms, and falls more gently', () => {
    const { motion, pass, scale } = orb('hearing');
    const rest = scale('middle');
    motion.hear(0.3);
    pass(64);
    expect(scale('middle')).toBeGreaterThan(rest * 2.6);
    motion.hear(0);
    pass(64);
    expect(scale('middle')).toBeGreaterThan(rest * 1.6);
    pass(900);
    expect(scale('middle')).toBeCloseTo(rest, 3);
  });

  it('needs no frame once the loudness stays what it is', () => {
    const { motion, pass } = orb('hearing');
    motion.hear(0.1);
    expect(pass(48)).not.toBe(null);
    expect(pass(1_000)).toBe(null);
  });

  it.each(['idle', 'hearing', 'muted', 'error'] as const)('needs no frame while nothing is heard, %s', (pose) => {
    expect(orb(pose).pass(400)).toBe(null);
  });

  it('needs few frames to breathe, more to turn, and all to change', () => {
    const { motion, now, pass } = orb('listening');
    const breathing = pass(400)!;
    motion.show('connecting', now(), false);
    const changing = pass(64)!;
    const turning = pass(400)!;
    expect(breathing).toBeGreaterThan(turning);
    expect(turning).toBeGreaterThan(changing);
  });

  it('turns once in the time that the pose says, and not at all without motion', () => {
    const { motion, pass } = orb('reconnecting');
    const before = motion.drawn().arc.angle;
    pass(1_000);
    expect(motion.drawn().arc.angle - before).toBeCloseTo(0.25);
    motion.tempo = 0;
    expect(pass(1_000)).toBe(null);
    expect(motion.drawn().arc.angle - before).toBeCloseTo(0.25);
  });

  it('keeps the beat between two readings, and over a late one', () => {
    const { motion, now, pass, scale } = orb('holding');
    // 120 a minute: a beat each 500 ms.
    const read = (): void => motion.feel((now() % 500) / 500, now());
    read();
    pass(120);
    read();
    pass(500 - (now() % 500));
    const onBeat = scale('disc');
    pass(250);
    expect(onBeat).toBeGreaterThan(scale('disc') * 1.05);
    pass(700);
    read();
    pass(500 - (now() % 500));
    expect(scale('disc')).toBeCloseTo(onBeat, 2);
  });

  it('shows no beat while none is heard', () => {
    const { motion, now, pass, scale } = orb('holding');
    const rest = scale('disc');
    motion.feel(0.02, now());
    pass(16);
    expect(scale('disc')).toBeGreaterThan(rest);
    motion.feel(null, now());
    expect(pass(16)).toBe(null);
    expect(scale('disc')).toBe(rest);
    expect(motion.drawn().wave.opacity).toBe(0);
  });
});
