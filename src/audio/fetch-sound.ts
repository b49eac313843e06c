import { AssistantError } from '../base/assistant-error.ts';

/** Some minutes of MP3, or a minute of WAV: more is no hold sound. */
const maxBytes = 10_000_000;
const limitMs = 15_000;

/**
 * Loads a sound file, by CORS where it lies on another origin.
 * @param url absolute, or relative to the page
 * @throws AssistantError `hold-sound-failed`, saying why and what helps
 */
export async function fetchSound(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const work = new AbortController();
  const giveUp = (): void => work.abort(signal.reason);
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    work.abort();
  }, limitMs);
  try {
    const response = await fetch(new URL(url, document.baseURI), { signal: work.signal });
    if (!response.ok) throw failed(url, `the server answered ${response.status}`);
    return await readBody(url, response);
  } catch (cause) {
    if (cause instanceof AssistantError) throw cause;
    if (late) throw failed(url, `it took longer than ${limitMs / 1_000} seconds`);
    throw failed(url, "it could not be fetched: the page's connect-src and the server's CORS headers have to allow it", cause);
  } finally {
    // What is left of the body is not wanted.
    work.abort();
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

/** What a server says of the length may be wrong or missing, so it is counted. */
async function readBody(url: string, response: Response): Promise<ArrayBuffer> {
  const tooLarge = failed(url, `it has more than ${maxBytes / 1_000_000} MB`);
  if (Number(response.headers.get('content-length')) > maxBytes) throw tooLarge;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > maxBytes) throw tooLarge;
    chunks.push(part.value);
  }
  return new Blob(chunks).arrayBuffer();
}

/** The error for a hold sound that cannot be had. */
export function failed(url: string, why: string, cause?: unknown): AssistantError {
  return new AssistantError('hold-sound-failed', `The hold sound "${url}" cannot be played: ${why}.`, { cause });
}
