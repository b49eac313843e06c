import { sendMouse } from '@web/test-runner-commands';
import type { AudioOutput } from '../../../src/audio/audio-system.ts';

/** What a visitor does before a page may make a sound. */
export async function clickThePage(): Promise<void> {
  await sendMouse({ type: 'click', position: [5, 5] });
}

/** Browsers start audio some blocks after they were asked to, Firefox a second after. */
export async function untilRunning(output: AudioOutput): Promise<void> {
  while (!output.running) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Rejects when the promise is fulfilled; returns what it was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error & { code?: string };
  }
  throw new Error('it succeeded, but should have failed');
}

/** Runs a module, by default `test/browser/audio/policy-page.ts`, in a frame under the given policies and returns what it reports. */
export async function inPage(options: {
  csp?: string;
  permissions?: string;
  allow?: string;
  assetBase?: string;
  open?: string;
  module?: string;
}): Promise<string> {
  const frame = document.createElement('iframe');
  frame.allow = options.allow ?? 'microphone';
  const query = new URLSearchParams({ module: options.module ?? '/test/browser/audio/policy-page.ts' });
  if (options.csp !== undefined) query.set('csp', options.csp);
  if (options.permissions !== undefined) query.set('permissions', options.permissions);
  if (options.open !== undefined) query.set('open', options.open);
  if (options.assetBase !== undefined) query.set('asset-base', options.assetBase);
  frame.src = `/policy-page?${query}`;
  const report = new Promise<string>((resolve) => {
    const onMessage = (event: MessageEvent<string>): void => {
      if (event.source !== frame.contentWindow) return;
      window.removeEventListener('message', onMessage);
      resolve(event.data);
    };
    window.addEventListener('message', onMessage);
  });
  document.body.append(frame);
  try {
    return await report;
  } finally {
    frame.remove();
  }
}
