import type { TestRunnerPlugin } from '@web/test-runner';
import { createRelay, type Relay } from 'realtime-assistant-relay';
import { memoryStore, museum } from '../relay/test/fixtures/memory-store.ts';

/**
 * A real relay with the local engine and a museum's knowledge, at another origin than the test pages;
 * `executeServerCommand('chat-relay')` starts it and tells the address of its WebSocket.
 */
export function wtrChatRelay(): TestRunnerPlugin {
  let relay: Relay | undefined;
  return {
    name: 'chat-relay',
    async serverStop() {
      await relay?.close({ drainMs: 0 });
    },
    async executeCommand({ command }) {
      if (command !== 'chat-relay') return undefined;
      relay = createRelay({ upstream: { kind: 'local' }, store: memoryStore(museum), log: () => {} }, {});
      const { url } = await relay.listen({ port: 0 });
      return `${url.replace(/^http/, 'ws')}/realtime`;
    },
  };
}
