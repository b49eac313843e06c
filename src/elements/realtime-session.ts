import { css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { SessionElement } from './session-element.ts';

/**
 * A conversation without a face of its own: lay out the parts inside it as you like, they find the session by context.
 *
 * ```html
 * <realtime-session relay-url="/realtime">
 *   <realtime-orb></realtime-orb>
 *   <realtime-transcript></realtime-transcript>
 *   <realtime-composer></realtime-composer>
 * </realtime-session>
 * ```
 *
 * @tag realtime-session
 * @slot - Whatever shows the session.
 */
export class RealtimeSession extends SessionElement {
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    // Its parts are in the page, and wait for it.
    this.prepare().catch((error: unknown) =>
      this.attempt(() => {
        throw error;
      }),
    );
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-session': RealtimeSession;
  }
}
