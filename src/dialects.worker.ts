import { RARE_DIALECTS } from './protocol/rare-dialects.ts';

/* What `voice.worker.js` loads when a page or a server speaks a dialect that few do. */
Object.assign(globalThis, { realtimeDialects: RARE_DIALECTS });
