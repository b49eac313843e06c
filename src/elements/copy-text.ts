/**
 * Puts a text on the clipboard, in a gesture of the visitor; where the browser gives a page no clipboard (an insecure one, a
 * frame without the right), by the old way.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const listener = (event: ClipboardEvent): void => {
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    document.addEventListener('copy', listener, { once: true });
    const isDone = document.execCommand('copy');
    document.removeEventListener('copy', listener);
    return isDone;
  }
}

/** Offers a text as a file to save. */
export function saveText(text: string, name: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
