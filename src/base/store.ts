/**
 * One value, replaced and never changed, with listeners that hear of it once a microtask however often it was replaced.
 * The listeners see the newest value only: a face renders states, not steps.
 */
export class Store<T extends object> {
  #value: Readonly<T>;
  #announced = true;
  readonly #listeners = new Set<(value: Readonly<T>) => void>();

  constructor(value: T) {
    this.#value = Object.freeze(value);
  }

  get value(): Readonly<T> {
    return this.#value;
  }

  /** Takes the fields that differ; says nothing when none does. */
  patch(fields: Partial<T>): void {
    const current = this.#value;
    const keys = Object.keys(fields) as (keyof T)[];
    if (keys.every((key) => Object.is(current[key], fields[key]))) return;
    this.#value = Object.freeze({ ...current, ...fields });
    if (!this.#announced) return;
    this.#announced = false;
    void Promise.resolve().then(() => {
      this.#announced = true;
      this.#announce();
    });
  }

  subscribe(listener: (value: Readonly<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** No listener hears anything any more. */
  close(): void {
    this.#listeners.clear();
  }

  /** A listener that throws keeps nobody else from hearing; its error surfaces as an unhandled rejection. */
  #announce(): void {
    for (const listener of this.#listeners) {
      try {
        listener(this.#value);
      } catch (cause) {
        void Promise.reject(cause);
      }
    }
  }
}
