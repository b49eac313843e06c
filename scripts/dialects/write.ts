import { writeFileSync } from 'node:fs';
import { dialectPage } from './table.ts';

writeFileSync('docs/dialects.md', dialectPage());
