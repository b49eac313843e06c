import type { TestRunnerPlugin } from '@web/test-runner';
import type { PlaywrightLauncher } from '@web/test-runner-playwright';

/**
 * Commands of our own for `executeServerCommand` in browser tests (Chromium):
 *
 * - `count-live` `{ prototype: 'AudioContext.prototype' }` → how many objects of that prototype live after garbage
 *   collection. The expression is evaluated in the page.
 * - `screenshot` `{ path }` → true. Writes a PNG of the page.
 */
export function wtrCommands(): TestRunnerPlugin {
  return {
    name: 'commands',
    async executeCommand({ command, payload, session }) {
      if (command !== 'count-live' && command !== 'screenshot') return undefined;
      const page = (session.browser as PlaywrightLauncher).getPage(session.id);
      if (command === 'screenshot') {
        await page.screenshot({ path: stringField(payload, 'path') });
        return true;
      }

      const client = await page.context().newCDPSession(page);
      try {
        await client.send('HeapProfiler.enable');
        // One collection leaves what only finalizers and wrappers of other heaps keep.
        for (let i = 0; i < 3; i += 1) await client.send('HeapProfiler.collectGarbage');
        const prototype = await client.send('Runtime.evaluate', { expression: stringField(payload, 'prototype') });
        const prototypeObjectId = prototype.result.objectId;
        if (prototypeObjectId === undefined) throw new Error('count-live: `prototype` names no object of the page.');
        const { objects } = await client.send('Runtime.queryObjects', { prototypeObjectId });
        const length = await client.send('Runtime.callFunctionOn', {
          objectId: objects.objectId!,
          functionDeclaration: 'function () { return this.length; }',
          returnByValue: true,
        });
        return Number(length.result.value);
      } finally {
        await client.detach();
      }
    },
  };
}

function stringField(payload: unknown, name: string): string {
  const value: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, name) : undefined;
  if (typeof value !== 'string') throw new Error(`The command needs \`${name}\`, a string.`);
  return value;
}
