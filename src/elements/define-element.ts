/**
 * Registers `element` as `tag`, unless the name is taken: a second copy of this library on a page, or an element of the
 * page's own, must neither throw nor be replaced. Does nothing where there is no registry (on a server).
 *
 * @returns whether `tag` now stands for `element`
 */
export function defineElement(tag: string, element: CustomElementConstructor): boolean {
  const registry = globalThis.customElements;
  if (!registry) return false;
  const present = registry.get(tag);
  if (!present) registry.define(tag, element);
  return !present || present === element;
}
