/** What a test waits for, looked at whenever something happened that may bring it about. */
export class Awaited {
  readonly #checks = new Set<() => void>();

  /** Resolves as soon as `condition` holds: at once, or in a {@link look}. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#checks.delete(check);
        resolve();
      };
      this.#checks.add(check);
      check();
    });
  }

  look(): void {
    for (const check of this.#checks) check();
  }
}
