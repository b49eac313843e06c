import type { TestRunnerPlugin } from '@web/test-runner';
import { WebSocketServer } from 'ws';

/**
 * A real WebSocket server beside the test pages; `executeServerCommand('socket-server')` tells its address. It selects the
 * subprotocol `realtime`, sends text and binary frames back as they came, and closes with `{ "close": [code, reason] }`.
 */
export function wtrSocketServer(): TestRunnerPlugin {
  let server: WebSocketServer | undefined;
  return {
    name: 'socket-server',
    async serverStart() {
      server = new WebSocketServer({
        host: '127.0.0.1',
        port: 0,
        handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
      });
      server.on('connection', (socket) => {
        socket.on('message', (data, isBinary) => {
          const command = isBinary ? undefined : (JSON.parse(String(data)) as { close?: [number, string] });
          if (command?.close !== undefined) socket.close(...command.close);
          else socket.send(data, { binary: isBinary });
        });
      });
      await new Promise((resolve) => server!.once('listening', resolve));
    },
    serverStop() {
      for (const client of server?.clients ?? []) client.terminate();
      server?.close();
    },
    executeCommand({ command }) {
      if (command !== 'socket-server') return undefined;
      const address = server!.address();
      if (typeof address !== 'object' || address === null) throw new Error('The socket server does not listen.');
      return `ws://127.0.0.1:${address.port}/`;
    },
  };
}
