import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupError } from './setup-error.js';

/**
 * Reads a configuration file: `.json`, or a `.js`/`.mjs` module whose default export is the options (which may hold
 * tools).
 */
export async function readConfigFile(path: string): Promise<Record<string, unknown>> {
  const value = /\.[cm]?js$/.test(path) ? await readModule(path) : await readJson(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SetupError(`The configuration file ${path} must hold an object of options, such as {"voice": "marin"}.`);
  }
  // For the editor, not for us.
  const { $schema: _, ...options } = value as Record<string, unknown>;
  return options;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SetupError(
      `The configuration file ${path} cannot be read (${error.code}). Check the path after --config.`,
    );
  });
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the file, which may hold a key.
    throw new SetupError(
      `The configuration file ${path} is not valid JSON. A missing comma or a comment is the usual cause.`,
    );
  }
}

async function readModule(path: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown };
    return module.default;
  } catch (error) {
    throw new SetupError(
      `The configuration file ${path} cannot be loaded (${reason(error)}). It must be a module with a default export.`,
    );
  }
}

/** Node's own words name a file or a package; those of the module itself may hold anything, a key too. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const isNodes = error.name === 'SyntaxError' || (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
  return isNodes ? `${error.name}: ${error.message.split('\n', 1)[0]}` : error.name;
}
