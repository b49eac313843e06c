import type { CSSResult, LitElement } from 'lit';

/** Style sheets that came later than the element, behind its own. */
export function adoptMore(host: LitElement, ...styles: readonly (CSSResult | readonly CSSResult[])[]): void {
  const root = host.renderRoot as ShadowRoot;
  const sheets = styles.flat().map(({ styleSheet }) => styleSheet!);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets];
}
