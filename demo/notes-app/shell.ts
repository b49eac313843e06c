/* What makes a page an app: it starts without a network, says when there is none, and can be installed. */

/** Chromium's event, which no library of types knows. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Says what needs the network, while there is none. */
export function showNetwork(place: HTMLElement): void {
  const show = (): void => {
    document.body.toggleAttribute('data-offline', !navigator.onLine);
    place.textContent = navigator.onLine
      ? ''
      : 'You are offline. Your notes are all here, and what you write is kept. Only the note-taker’s voice needs the network.';
  };
  addEventListener('online', show);
  addEventListener('offline', show);
  show();
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
