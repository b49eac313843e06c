const shownMs = 2_000;

/** Puts a text on the clipboard, and says so on the button for a moment. */
export async function copyFrom(button: HTMLButtonElement, text: string): Promise<void> {
  const words = (button.dataset['words'] ??= button.textContent ?? '');
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    // A page without the right to it: the listing can be selected by hand.
    button.textContent = 'Select and copy by hand';
  }
  setTimeout(() => (button.textContent = words), shownMs);
}

/** Gives every button with `data-copies` its life. */
export function bindCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copies]')) {
    button.addEventListener('click', () => {
      const code = document.getElementById(button.dataset['copies'] ?? '');
      void copyFrom(button, code?.textContent ?? '');
    });
  }
}
