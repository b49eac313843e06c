import { NaiveVoice } from '../naive/naive-voice.js';

let voice;
globalThis.path = {
  async connect(relayUrl) {
    voice = new NaiveVoice(relayUrl);
    await voice.start();
  },
  disconnect: () => voice.stop(),
};
