/** Sets or clears one custom state, for `:state(name)` in style sheets. */
export function toggleState(internals: ElementInternals, name: string, on: boolean): void {
  // Setting what is set already would be no news, but Chromium computes the style of the whole element anew.
  if (internals.states.has(name) === on) return;
  if (on) internals.states.add(name);
  else internals.states.delete(name);
}
