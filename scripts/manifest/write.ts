import { writeFileSync } from 'node:fs';
import { complaints } from './complaints.ts';
import { readManifest } from './manifest.ts';
import { referencePage } from './reference.ts';

/* The second half of `npm run manifest`: what was found in the elements is checked, and becomes docs/reference.md. */
const manifest = readManifest();
const wrong = complaints(manifest);
if (wrong.length > 0) {
  console.error(`custom-elements.json:\n  ${wrong.join('\n  ')}`);
  process.exitCode = 1;
} else {
  writeFileSync('docs/reference.md', referencePage(manifest));
}
