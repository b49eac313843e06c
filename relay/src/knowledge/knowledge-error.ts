/**
 * What went wrong with the knowledge, for programs to branch on:
 * - `invalid`: an option or an argument is wrong; the message names it.
 * - `directory-not-writable`: the data directory cannot be created, read or written.
 * - `directory-in-use`: another process has the data directory open; an embedded database takes one.
 * - `directory-corrupt`: the data directory holds no database that can be opened.
 * - `unreachable`: the database server does not answer.
 * - `refused`: the database server answered and does not let us in (password, user, database name, TLS).
 * - `incompatible`: the database was built by a newer version or for another language.
 * - `closed`: the store was closed before.
 * - `failed`: the database refused a statement.
 */
export type KnowledgeErrorCode =
  | 'invalid'
  | 'directory-not-writable'
  | 'directory-in-use'
  | 'directory-corrupt'
  | 'unreachable'
  | 'refused'
  | 'incompatible'
  | 'closed'
  | 'failed';

/** The one error of this folder. Its message names the cure and never holds a password. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
  readonly code: KnowledgeErrorCode;

  constructor(code: KnowledgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
