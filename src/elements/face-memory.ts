/** What the face may remember of a visitor, and only where `persist` allows it. */
export interface Remembered {
  readonly consent?: boolean;
  readonly textSize?: number;
}

const key = 'realtime-assistant:face';

/** Reading the property throws where storage is blocked; what cannot be remembered is asked again. */
function storageOf(persist: 'none' | 'session' | 'local' | undefined): Storage | undefined {
  try {
    if (persist === 'local') return globalThis.localStorage;
    return persist === 'session' ? globalThis.sessionStorage : undefined;
  } catch {
    return undefined;
  }
}

export function recall(persist: 'none' | 'session' | 'local' | undefined): Remembered {
  try {
    const found: unknown = JSON.parse(storageOf(persist)?.getItem(key) ?? '{}');
    const { consent, textSize } = (found ?? {}) as Record<string, unknown>;
    return { ...(consent === true && { consent }), ...(typeof textSize === 'number' && { textSize }) };
  } catch {
    return {};
  }
}

export function remember(persist: 'none' | 'session' | 'local' | undefined, news: Remembered): void {
  try {
    storageOf(persist)?.setItem(key, JSON.stringify({ ...recall(persist), ...news }));
  } catch {
    // Full: the visitor sees nothing of it.
  }
}
