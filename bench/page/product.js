import { createSession } from '../../dist/index.js';

let session;
globalThis.path = {
  async connect(relayUrl) {
    session = createSession({ relayUrl });
    await session.connect();
  },
  disconnect: () => session.dispose(),
};
