/**
 * Keys for the buttons of messages. One of all is a stop of the Tab key, at first that of the newest message; the arrows lead
 * from there: up and down to another message, left and right to another button of the same.
 */
export class ActionKeys {
  #stop: HTMLElement | undefined;

  /** After each rendering: the stop is there still, or is that of the newest message. */
  settle(log: HTMLElement): void {
    if (this.#stop?.isConnected && (this.#stop.matches(':focus') || this.#stop.closest('.latest'))) return;
    // It is among the last: a search through a thousand messages would cost more than the word that was added.
    const last = log.querySelector('.list')?.lastElementChild;
    for (const page of [last, last?.previousElementSibling]) {
      const newest = page?.querySelector<HTMLElement>('.message.latest .actions button');
      if (newest) return this.#moveStop(newest);
    }
  }

  /** The button that got the focus is the stop from now on. */
  onFocus(event: FocusEvent): void {
    const button = buttonOf(event);
    if (button) this.#moveStop(button);
  }

  onKeydown(event: KeyboardEvent): void {
    const button = buttonOf(event);
    if (!button || event.altKey || event.ctrlKey || event.metaKey) return;
    const bar = button.parentElement!;
    const here = [...bar.querySelectorAll<HTMLElement>('button')];
    const back = getComputedStyle(button).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    let next: HTMLElement | undefined;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const all = [...button.closest('.log')!.querySelectorAll<HTMLElement>('.actions')];
      const bars = all[all.indexOf(bar) + (event.key === 'ArrowUp' ? -1 : 1)];
      next = bars?.querySelector<HTMLElement>('button') ?? undefined;
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      next = here[here.indexOf(button) + (event.key === back ? -1 : 1)];
    } else return;
    event.preventDefault();
    if (!next) return;
    next.focus();
    next.closest('.message')?.scrollIntoView({ block: 'nearest' });
  }

  #moveStop(button: HTMLElement): void {
    if (button === this.#stop) return;
    if (this.#stop) this.#stop.tabIndex = -1;
    button.tabIndex = 0;
    this.#stop = button;
  }
}

function buttonOf(event: Event): HTMLElement | null {
  return (event.target as Element).closest<HTMLElement>('.actions button');
}
