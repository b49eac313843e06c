import { minimalTranscript } from './minimal-transcript.js';
import './wavtools.js';

globalThis.path.onEvent = minimalTranscript(document.querySelector('main'));
