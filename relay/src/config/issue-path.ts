import type { z } from 'zod';

/** Where an issue is, as one writes it in code: `messages[0].text`. Empty for the whole. */
export function issuePath({ path }: z.core.$ZodIssue): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`))
    .join('');
}
