import { opendir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { KnowledgeError } from '../knowledge-error.js';

const MAX_FILES = 50_000;

export interface FoundFile {
  /** Relative to the folder, with forward slashes on every system. */
  readonly path: string;
  readonly absolutePath: string;
  /** Why it must not be opened, or null. */
  readonly refused: string | null;
}

/**
 * Every file below a folder, in the order of its path. Names that begin with a dot are passed over, folders behind a
 * symbolic link too; a link to a file counts only where it stays inside (Kubernetes mounts its files so).
 */
export async function findFiles(folder: string): Promise<FoundFile[]> {
  const root = await rootOf(folder);
  const found: FoundFile[] = [];
  const open = [root];
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    for await (const entry of await opendir(directory)) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const absolutePath = join(directory, entry.name);
      const path = relative(root, absolutePath).split(sep).join('/');
      if (entry.isDirectory()) open.push(absolutePath);
      else if (entry.isFile()) found.push({ path, absolutePath, refused: null });
      else if (entry.isSymbolicLink()) found.push({ path, ...(await behindLink(root, absolutePath)) });
      if (found.length > MAX_FILES) {
        throw new KnowledgeError(
          'invalid',
          `folder: ${folder} holds more than ${MAX_FILES} files: ingest a part of it.`,
        );
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function rootOf(folder: string): Promise<string> {
  const root = await realpath(folder).catch((error: NodeJS.ErrnoException) => {
    throw new KnowledgeError('invalid', `folder: ${folder} cannot be opened (${error.code}).`, { cause: error });
  });
  if ((await stat(root)).isDirectory()) return root;
  throw new KnowledgeError('invalid', `folder: ${folder} is a file; give the folder that it lies in.`);
}

async function behindLink(root: string, link: string): Promise<Omit<FoundFile, 'path'>> {
  try {
    const absolutePath = await realpath(link);
    if (!absolutePath.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return {
        absolutePath: link,
        refused: 'is a symbolic link to a place outside the folder, which is not followed: copy it',
      };
    }
    const file = (await stat(absolutePath)).isFile();
    return { absolutePath, refused: file ? null : 'is a symbolic link to a folder, which is not followed' };
  } catch {
    return { absolutePath: link, refused: 'is a symbolic link that leads nowhere' };
  }
}
