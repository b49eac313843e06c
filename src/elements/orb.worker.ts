import { ORB_PROTOCOL, type OrbCommand, type OrbReport } from './orb-messages.ts';
import { OrbMotion } from './orb-motion.ts';
import { OrbPainter } from './orb-painter.ts';

/*
 * Draws the orb in a thread of its own: a frame of the page costs a hundred times more, and comes late where the page is
 * busy. Frames are asked for only while something moves and somebody sees it.
 */
declare const self: DedicatedWorkerGlobalScope;

const motion = new OrbMotion();
let canvas: OffscreenCanvas | undefined;
let painter: OrbPainter | undefined;
let hasColours = false;
let hasSize = false;
let isSeen = false;
let hasReported = false;
let isAsked = false;
let drawnAt = 0;
let waitMs = 0;

function ask(): void {
  if (isAsked || !isSeen || !hasColours || !hasSize || painter === undefined) return;
  isAsked = true;
  self.requestAnimationFrame(draw);
}

/** At the next frame, whatever the pace was. */
function askAtOnce(): void {
  waitMs = 0;
  ask();
}

function draw(now: number): void {
  isAsked = false;
  if (!isSeen) return;
  // Frames do not come to the millisecond.
  if (now - drawnAt < waitMs - 4) return ask();
  drawnAt = now;
  const next = motion.step(now);
  painter!.paint(motion);
  if (!hasReported) {
    hasReported = true;
    // A frame later it is on the screen.
    self.requestAnimationFrame(() => self.postMessage({ type: 'drawn' } satisfies OrbReport));
  }
  if (next === null) return;
  waitMs = next;
  ask();
}

function follow(command: Exclude<OrbCommand, number>): void {
  switch (command.type) {
    case 'start': {
      ({ canvas } = command);
      const context = canvas.getContext('2d');
      if (context !== null) painter = new OrbPainter(context);
      break;
    }
    case 'size':
      if (canvas !== undefined) canvas.width = canvas.height = command.pixels;
      hasSize = true;
      break;
    case 'theme':
      painter?.use(command.colours);
      motion.tempo = command.tempo;
      hasColours = true;
      break;
    case 'show':
      motion.show(command.pose, performance.now(), !isSeen || !hasReported);
      break;
    case 'run':
      ({ isSeen } = command);
      break;
    case 'beat':
      motion.feel(command.phase, performance.now());
      break;
  }
}

self.addEventListener('message', ({ data }: MessageEvent<OrbCommand>) => {
  if (typeof data === 'number') {
    motion.hear(data);
    ask();
    return;
  }
  follow(data);
  askAtOnce();
});

// A browser whose workers have no frames is better served by the page.
if (typeof self.requestAnimationFrame === 'function') self.postMessage({ type: 'ready', protocol: ORB_PROTOCOL });
