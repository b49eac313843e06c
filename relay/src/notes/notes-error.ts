/** What the user, or the model for them, can mend: the message says how. */
export class NotesError extends Error {
  readonly code: 'empty' | 'too_long' | 'too_many';

  constructor(code: NotesError['code'], message: string) {
    super(message);
    this.name = 'NotesError';
    this.code = code;
  }
}
