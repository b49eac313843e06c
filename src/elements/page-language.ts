/** The element and all that is around it, outwards, through shadow roots too. */
export function* around(element: Element): Generator<HTMLElement, void, void> {
  for (let at: Node | null | undefined = element; at; at = at.parentNode ?? (at as ShadowRoot).host) {
    if (at.nodeType === Node.ELEMENT_NODE) yield at as HTMLElement;
  }
}

/** What the page says of its language: the nearest `lang`; where there is none, the browser's own, as its controls have. */
export function pageLanguage(element: Element): string {
  for (const { lang } of around(element)) if (lang) return lang;
  return navigator.language;
}
