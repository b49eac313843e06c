import { bindCopyButtons } from './copy-buttons.ts';

/* The switches over the brands: each sets a parameter of every frame's address. */

bindCopyButtons();

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-set]')) {
  button.addEventListener('click', () => {
    const { set = '', value = '' } = button.dataset;
    for (const other of document.querySelectorAll<HTMLButtonElement>(`button[data-set="${set}"]`)) {
      other.setAttribute('aria-pressed', String(other === button));
    }
    for (const frame of document.querySelectorAll<HTMLIFrameElement>('iframe[data-brand]')) {
      const address = new URL(frame.src);
      if (value === '') address.searchParams.delete(set);
      else address.searchParams.set(set, value);
      frame.src = address.href;
    }
  });
}
