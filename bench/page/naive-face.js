import { NaiveVoice } from '../naive/naive-voice.js';
import { minimalTranscript } from './minimal-transcript.js';

const main = document.querySelector('main');
const voices = [];

globalThis.path = {
  async connect(relayUrl) {
    const voice = new NaiveVoice(relayUrl, minimalTranscript(main));
    voices.push(voice);
    await voice.start();
  },
  disconnect() {
    voices.pop().stop();
    main.replaceChildren();
  },
};
