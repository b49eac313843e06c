/*
 * The orb's worker as a test sees it: which ones live, and how many frames each has asked for.
 */

const { Worker: BrowserWorker } = globalThis;
const alive = new Set<Worker>();

/** Counts the frames that the worker's own script asks for, and tells how many when it is asked. */
const counting = (url: string): string => `
  let asked = 0;
  const original = self.requestAnimationFrame.bind(self);
  self.requestAnimationFrame = (callback) => ((asked += 1), original(callback));
  addEventListener('message', (event) => {
    if (event.data !== 'frames asked?') return;
    event.stopImmediatePropagation();
    postMessage({ type: 'asked', asked });
  });
  importScripts(${JSON.stringify(url)});`;

class WatchedWorker extends BrowserWorker {
  constructor(url: string | URL) {
    const absolute = new URL(url, document.baseURI).href;
    super(URL.createObjectURL(new Blob([counting(absolute)], { type: 'text/javascript' })));
    alive.add(this);
  }

  override terminate(): void {
    alive.delete(this);
    super.terminate();
  }
}

/** From now on, for the rest of the page's life. */
export function watchWorkers(): void {
  globalThis.Worker = WatchedWorker;
}

export const liveWorkers = (): Worker[] => [...alive];

/** Frames that the worker has asked for so far. */
export function framesAsked(worker: Worker): Promise<number> {
  return new Promise((resolve) => {
    const answer = ({ data }: MessageEvent<{ type: string; asked: number }>): void => {
      if (data.type !== 'asked') return;
      worker.removeEventListener('message', answer);
      resolve(data.asked);
    };
    worker.addEventListener('message', answer);
    worker.postMessage('frames asked?');
  });
}
