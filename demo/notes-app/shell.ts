/* What makes a page an app: it starts without a network, says when there is none, and can be installed. */

/** Chromium's event, which no library of types knows. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const kept = 'Your notes are all here, and what you write is kept.';
const longestProbeMs = 5_000;

/** Says what needs the network, while there is none, or none that leads to the note-taker. */
export function showNetwork(place: HTMLElement): void {
  let asked = 0;
  const show = async (): Promise<void> => {
    const mine = ++asked;
    // A browser that takes itself for connected may be wrong: the relay is asked.
    const reachable = navigator.onLine && (await isReachable('/notes-app/ready'));
    if (mine !== asked) return;
    document.body.toggleAttribute('data-offline', !reachable);
    const why = navigator.onLine ? 'The note-taker cannot be reached.' : 'You are offline, and the note-taker needs the network.';
    place.textContent = reachable ? '' : `${why} ${kept}`;
  };
  for (const type of ['online', 'offline', 'focus']) addEventListener(type, () => void show());
  void show();
}

async function isReachable(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(longestProbeMs) })).ok;
  } catch {
    return false;
  }
}

export function offerInstallation(button: HTMLButtonElement): void {
  let offered: InstallPrompt | undefined;
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offered = event as InstallPrompt;
    button.hidden = false;
  });
  addEventListener('appinstalled', () => (button.hidden = true));
  button.addEventListener('click', () => {
    button.hidden = true;
    void offered?.prompt();
  });
}

/** Without one the app works all the same, as long as there is a network. */
export async function startServiceWorker(): Promise<void> {
  try {
    await navigator.serviceWorker?.register('/notes-app/sw.js', { scope: '/notes-app/' });
  } catch (error) {
    console.info('The app will not start offline:', error);
  }
}
