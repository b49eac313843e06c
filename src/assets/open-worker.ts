import { assetAddresses, trustedPolicy, type Asset } from './asset.ts';

/** What a worker of the package says first: which one it is, by the version of its messages. */
interface Greeting {
  readonly type: 'ready';
  readonly protocol: number;
}

/** Longest wait for a worker to greet; then the next address is tried. */
const greetingLimitMs = 4_000;

/** Where no worker came from: a policy that forbids one forbids the next too, and each try is a complaint in the console. */
const barren = new Set<string>();

/**
 * Opens a worker at the first address where one greets; undefined where none does: a strict policy, a file that was lost
 * or is of another version. An `asset-base` that is no address counts as none: the worklets, which need it more, say so.
 *
 * @param protocol that its greeting has to name
 * @param assetBase folder of the package's files
 * @param signal gives up the opening; what is opened then is undefined
 */
export async function openWorker(
  asset: Asset,
  protocol: number,
  assetBase: string | undefined,
  signal?: AbortSignal,
): Promise<Worker | undefined> {
  try {
    for await (const { url } of assetAddresses(asset, assetBase)) {
      if (url === undefined) continue;
      const way = url.startsWith('blob:') ? 'blob:' : new URL('.', url).href;
      if (asset.isOptional && barren.has(way)) continue;
      const worker = await greeted(url, protocol, signal);
      if (signal?.aborted) return undefined;
      if (worker === undefined) {
        barren.add(way);
      } else {
        barren.delete(way);
        return worker;
      }
    }
  } catch {
    // An `asset-base` that is no address.
  }
  return undefined;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** Null where the page's own policy does not name ours: asked once, for each time is a complaint in the console. */
let policy: ReturnType<TrustedTypes['createPolicy']> | null | undefined;

/** Says of an address that it is one of the package's own; the types of the DOM know nothing of trusted types yet. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return url;
  if (policy === undefined) {
    policy = null;
    policy = trustedTypes.createPolicy(trustedPolicy, { createScriptURL: (own) => own });
  }
  if (policy === null) throw new TypeError(`trusted-types does not list ${trustedPolicy}`);
  return policy.createScriptURL(url);
}

/** The worker at the address, once it has said that it is the one; undefined if it does not. */
function greeted(url: string, protocol: number, given?: AbortSignal): Promise<Worker | undefined> {
  return new Promise((resolve) => {
    let worker: Worker;
    try {
      worker = new Worker(trusted(url));
    } catch {
      // Another origin, or trusted types that do not name the policy.
      resolve(undefined);
      return;
    }
    const listening = new AbortController();
    const { signal } = listening;
    const settle = (isOurs: boolean): void => {
      clearTimeout(timer);
      listening.abort();
      if (!isOurs) worker.terminate();
      resolve(isOurs ? worker : undefined);
    };
    const timer = setTimeout(() => settle(false), greetingLimitMs);
    given?.addEventListener('abort', () => settle(false), { signal });
    worker.addEventListener('error', (event) => (event.preventDefault(), settle(false)), { signal });
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<Partial<Greeting> | null>) =>
        settle(data?.type === 'ready' && data.protocol === protocol),
      { signal },
    );
  });
}
