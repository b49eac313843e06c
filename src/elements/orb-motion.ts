import { followers, leaving, looksOf, loudness, poses, stroke, type Look, type LookName, type PoseName } from './orb-poses.ts';
import { figures } from './orb-figures.ts';

/** A change of pose takes so long, as the style sheet's transitions do. */
const changeMs = 300;
/** Of the loudness: up at once, down gently; what follows it comes a little later. Time constants of exponentials. */
const riseMs = 22;
const fallMs = 98;
const followMs = 42;
/** Less than this of a level is less than a tenth of a pixel. */
const leastLevel = 0.004;
/** After a pause the clock goes on from where it was. */
const longestStepMs = 100;
const breathMs = 3_400;
const breathDepth = 0.06;
const hopMs = 1_200;
const hopHeight = 8.28;
/** A beat this long between two readings would leave it open how many went by: no music has so many. */
const longestReadingMs = 250;

/** How soon the next frame is worth drawing, in milliseconds; `null`: nothing moves. */
export type NextFrame = number | null;
const smoothMs = 0;
const livelyMs = 1_000 / 30;
const slowMs = 1_000 / 15;

/** How a figure is drawn in a frame. */
export interface Drawn extends Look {
  /** In turns. */
  readonly angle: number;
  /** What it was filled and lined with before the change of pose, seen as far as `mix` has not gone. */
  readonly before: Pick<Look, 'fill' | 'stroke'>;
  /** How far the change of pose has gone, 0 to 1. */
  readonly mix: number;
}

const lookNames: readonly LookName[] = [...(Object.keys(figures) as (keyof typeof figures)[]), 'swell'];
/** A whole ring, for what is dashed before or after. */
const whole = [277, 0] as const;
const mixed = (a: number, b: number, mix: number): number => a + (b - a) * mix;
const swing = (turns: number): number => (1 - Math.cos(2 * Math.PI * turns)) / 2;

/** The orb in time: changes from pose to pose, follows a voice or a beat, turns and breathes. Times in milliseconds. */
export class OrbMotion {
  /** 0 takes the turning out. */
  tempo = 1;
  #pose: PoseName = 'idle';
  #previous: PoseName = 'idle';
  #before = looksOf('idle');
  #after = this.#before;
  #mix = 1;
  #changedAt = 0;
  #at = 0;
  #heard = 0;
  readonly #levels: [number, number, number] = [0, 0, 0];
  readonly #angles = new Map<LookName, number>();
  #beat: { phase: number; at: number; rate: number } | null = null;

  /** @param atOnce without a way from the pose before: nobody sees it */
  show(pose: PoseName, now: number, atOnce: boolean): void {
    if (pose === this.#pose) return;
    this.#before = this.#current();
    this.#previous = this.#pose;
    this.#pose = pose;
    this.#after = looksOf(pose);
    this.#changedAt = now;
    this.#mix = atOnce ? 1 : 0;
    this.#beat = null;
  }

  /** What is heard now, as an RMS. */
  hear(level: number): void {
    this.#heard = loudness(level);
  }

  /** Where the beat is now; between two readings it goes on by itself. */
  feel(phase: number | null, now: number): void {
    const last = this.#beat;
    if (phase === null) {
      this.#beat = null;
      return;
    }
    const passed = now - (last?.at ?? now);
    const rate = passed > 0 && passed < longestReadingMs ? ((phase - last!.phase + 1) % 1) / passed : (last?.rate ?? 0);
    this.#beat = { phase, at: now, rate };
  }

  /** Goes on to this moment. */
  step(now: number): NextFrame {
    const passed = Math.min(longestStepMs, Math.max(0, now - this.#at));
    this.#at = now;
    if (this.#mix < 1) this.#mix = Math.min(1, Math.max(0, now - this.#changedAt) / changeMs);
    const isFollowing = this.#follow(passed, now);
    const isTurning = this.#turn(passed);
    if (this.#mix < 1) return smoothMs;
    if (isFollowing || isTurning || poses[this.#pose].hops) return livelyMs;
    return poses[this.#pose].breathes ? slowMs : null;
  }

  /** Each figure as it stands now. */
  drawn(): Record<LookName, Drawn> {
    const mix = this.#eased;
    const looks = this.#current();
    const result = {} as Record<LookName, Drawn>;
    for (const name of lookNames) {
      result[name] = { ...looks[name], angle: this.#angles.get(name) ?? 0, before: this.#before[name], mix };
    }
    for (const [pose, share] of [[this.#previous, 1 - mix], [this.#pose, mix]] as const) {
      if (share === 0) continue;
      for (const { figure, follows, gain, leaves } of followers[pose] ?? []) {
        const look = result[figure];
        const level = this.#levels[follows] * share;
        const scale = look.scale * (1 + gain * level);
        result[figure] = { ...look, scale, opacity: leaves ? leaving(this.#levels[follows]) * share : look.opacity };
      }
      if (poses[pose].breathes) {
        const { halo } = result;
        result.halo = { ...halo, scale: halo.scale * (1 + breathDepth * share * swing(this.#at / breathMs)) };
      }
    }
    return result;
  }

  /** How high a dot is above its place. */
  hop(index: number): number {
    const share = (poses[this.#pose].hops ? this.#eased : 0) + (poses[this.#previous].hops ? 1 - this.#eased : 0);
    const way = (((this.#at - index * 150) / hopMs) % 1) / 0.6;
    return share === 0 || way >= 1 ? 0 : share * hopHeight * swing(way);
  }

  get #eased(): number {
    return 1 - (1 - this.#mix) ** 3;
  }

  /** The looks on the way from one pose to the other. */
  #current(): Record<LookName, Look> {
    const mix = this.#eased;
    if (mix === 1) return this.#after;
    const result = {} as Record<LookName, Look>;
    for (const name of lookNames) {
      const [a, b] = [this.#before[name], this.#after[name]];
      const [from, to] = [a.dash ?? whole, b.dash ?? whole];
      result[name] = {
        ...b,
        opacity: mixed(a.opacity, b.opacity, mix),
        scale: mixed(a.scale, b.scale, mix),
        width: mixed(a.width, b.width, mix),
        dash: a.dash === b.dash ? b.dash : [mixed(from[0], to[0], mix), mixed(from[1], to[1], mix)],
      };
    }
    return result;
  }

  #turn(passed: number): boolean {
    let isTurning = false;
    for (const name of lookNames) {
      const { turn } = this.#after[name];
      if (turn === 0 || this.tempo === 0) continue;
      isTurning = true;
      this.#angles.set(name, ((this.#angles.get(name) ?? 0) + (passed * this.tempo) / (turn * 1_000)) % 1);
    }
    return isTurning;
  }

  /** Whether what follows is still on its way. */
  #follow(passed: number, now: number): boolean {
    if (this.#pose === 'holding') {
      const { phase = 0, at = 0, rate = 0 } = this.#beat ?? {};
      const way = this.#beat === null ? 0 : (phase + rate * (now - at)) % 1;
      this.#levels[0] = this.#beat === null ? 0 : stroke(way);
      this.#levels[1] = way;
      return this.#beat !== null;
    }
    const [level, middle] = this.#levels;
    const targets = [this.#heard, level, middle] as const;
    let isMoving = false;
    for (const i of [0, 1, 2] as const) {
      const gap = targets[i] - this.#levels[i];
      const constant = i > 0 ? followMs : gap > 0 ? riseMs : fallMs;
      const isNear = Math.abs(gap) < leastLevel;
      this.#levels[i] = isNear ? targets[i] : targets[i] - gap * Math.exp(-passed / constant);
      isMoving ||= !isNear;
    }
    return isMoving && followers[this.#pose] !== undefined;
  }
}
