/* The voice loop's worker with all dialects, as text for a Blob: where its own file was lost, theirs was too. */
import './dialects.worker.ts';
import './voice.worker.ts';
