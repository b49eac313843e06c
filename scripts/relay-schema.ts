// npm run schema: writes the JSON schema of the relay's configuration file. test/unit/house compares it.
import { writeFile } from 'node:fs/promises';
import { configSchema } from '../relay/src/config/options.ts';

const file = new URL('../relay/config.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(configSchema(), null, 2)}\n`);
