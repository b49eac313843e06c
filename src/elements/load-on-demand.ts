import { AssistantError } from '../base/assistant-error.ts';
import type * as onDemandModule from '../on-demand.ts';

type OnDemand = typeof onDemandModule;

let loaded: OnDemand | undefined;
let tell: (module: OnDemand) => void;
let loading: Promise<OnDemand> | undefined;

/** Resolves when `loadOnDemand()` has succeeded, whoever called it. */
export const whenOnDemand = new Promise<OnDemand>((resolve) => {
  tell = resolve;
});

/** What `loadOnDemand()` has brought; undefined until then. */
export function onDemand(): OnDemand | undefined {
  return loaded;
}

/**
 * Loads what a conversation needs, once for all elements of the page.
 *
 * @throws AssistantError `load-failed`; the next call tries again
 */
export function loadOnDemand(): Promise<OnDemand> {
  loading ??= import('../on-demand.ts').then(
    (module) => {
      module.defineParts();
      tell(module);
      return (loaded = module);
    },
    (cause: unknown) => {
      loading = undefined;
      throw new AssistantError(
        'load-failed',
        `The assistant could not be loaded: ${String(cause)}. Is the visitor offline, or does a policy (script-src) forbid it?`,
        { cause },
      );
    },
  );
  return loading;
}
