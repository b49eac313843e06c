import type * as Werift from 'werift';

/** The peer library: pure TypeScript, and an optional dependency, since a relay with a key has no use for it. */
export type WeriftModule = typeof Werift;

let loading: Promise<WeriftModule | undefined> | undefined;

/** Loads it at the first call; undefined where it is not installed. */
export function loadWerift(): Promise<WeriftModule | undefined> {
  loading ??= import('werift').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  });
  return loading;
}
