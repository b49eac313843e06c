/*
 * Keeps the app's own files, so that it starts without a network. They are all of one version: a new one is fetched whole
 * before the old one is let go. Notes are not in it: they are in the database.
 */

/** Put in by the bundler: the paths of the app, and a name that changes with any of them. */
declare const SHELL: readonly string[];
declare const VERSION: string;

// The library knows `self` as that of any worker.
const scope = globalThis as unknown as ServiceWorkerGlobalScope;
const prefix = 'voice-notes-';
const cacheName = prefix + VERSION;

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(SHELL);
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== cacheName);
  await Promise.all(old.map((key) => caches.delete(key)));
  await scope.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  // Workers are asked for with a mark behind their name.
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== scope.location.origin || !SHELL.includes(pathname)) return;
  event.respondWith(answer(event.request));
});
