const TYPES = ['status', 'message', 'interrupted', 'tool-call', 'sources', 'error'] as const;

/** What a page hears of a session, in a word each; grows as it goes on. */
export function selectedTypes(session: EventTarget): string[] {
  const heard: string[] = [];
  for (const name of TYPES) {
    session.addEventListener(`realtime-${name}`, (event) => {
      const { status, error } = event as Event & { status?: string; error?: { code: string } };
      heard.push([name, status ?? error?.code].filter(Boolean).join(' '));
    });
  }
  return heard;
}
