import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { AssistantSession } from '../session/assistant-session.ts';
import type { DeviceChoices } from '../session/snapshot.ts';
import { gateOf } from './consent-gate.ts';
import { speakerIcon } from './icons.ts';
import type { MicrophoneCheck } from './microphone-check.ts';
import { devicesParts } from './pane-parts.ts';
import { devicesStyles } from './realtime-devices.styles.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { fill, type StringKey } from './strings.ts';
import { buttons, theme } from './theme.ts';

/** What the browser says of a microphone that it does not open. */
const troubles: Readonly<Record<string, StringKey>> = {
  NotFoundError: 'errorMicrophoneMissing',
  NotReadableError: 'errorMicrophoneInUse',
  SecurityError: 'errorInsecure',
};

type Choice = DeviceChoices['microphones'];

/**
 * Which microphone hears the visitor and how well, where the answers are heard and how loudly. The loudspeaker can be
 * chosen only where the browser lets pages do it. Names of devices appear once the visitor has allowed the microphone.
 *
 * @tag realtime-devices
 * @csspart row - Each setting: its label and what it labels.
 * @csspart label - The words before a setting.
 * @csspart select - The lists of devices.
 * @csspart check-button - Tries the microphone out while no conversation listens; nothing of it leaves the page.
 * @csspart message - Why it could not be tried out.
 * @csspart meter - Shows how loudly the microphone hears.
 * @csspart meter-bar - The part of it that moves.
 * @csspart slider - The volume.
 * @csspart test-button - Plays a test sound as loudly and where answers are heard.
 */
export class RealtimeDevices extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [theme, buttons, devicesStyles];
  static readonly parts: readonly string[] = devicesParts;

  @state() private check: MicrophoneCheck | undefined;
  @state() private trouble: StringKey | undefined;

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(
    this,
    ({ devices, volume, microphone, muted }) => ({
      devices,
      volume,
      isHearing: microphone === 'on' && !muted,
      isOff: microphone === 'off' || microphone === 'failed',
    }),
    sameValues,
  );
  #watched: AssistantSession | undefined;
  #frame = 0;
  #level = 0;
  #test: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watched = undefined;
    this.#endCheck();
    this.#measure(false);
    this.#test?.abort();
  }

  protected override render(): TemplateResult {
    const words = this.#words.value;
    const { session, value } = this.#session;
    const { microphones = [], speakers = [], microphoneId = null, speakerId = null } = value?.devices ?? {};
    return html`<div part="row" class="row">
        <label part="label" for="microphone"><bdi>${words.microphone}</bdi></label>
        ${this.#list('microphone', microphones, microphoneId, (id) => {
          this.#endCheck();
          session?.setMicrophone(id);
        })}
        <div class="check">
          <div part="meter" class="meter" aria-hidden="true"><div part="meter-bar" class="bar"></div></div>
          ${
            value?.isOff
              ? html`<button
                part="check-button"
                class="soft"
                aria-pressed=${this.check !== undefined}
                ?disabled=${!session}
                @click=${() => (this.check ? this.#endCheck() : this.#beginCheck())}
              >
                <bdi>${this.check ? words.checkEnd : words.check}</bdi>
              </button>`
              : nothing
          }
        </div>
        <p part="message" class="message" role="status">${this.trouble ? html`<bdi>${words[this.trouble]}</bdi>` : nothing}</p>
      </div>
      ${
        speakers.length === 0
          ? nothing
          : html`<div part="row" class="row">
            <label part="label" for="speaker"><bdi>${words.loudspeaker}</bdi></label>
            ${this.#list('speaker', speakers, speakerId, (id) => session?.setSpeaker(id))}
          </div>`
      }
      <div part="row" class="row">
        <label part="label" for="volume"><bdi>${words.volume}</bdi></label>
        <div class="volume">
        <input
          part="slider"
          id="volume"
          type="range"
          min="0"
          max="100"
          step="5"
          .value=${live(String(Math.round((value?.volume ?? 1) * 100)))}
          aria-valuetext=${`${Math.round((value?.volume ?? 1) * 100)} %`}
          ?disabled=${!session}
          @input=${(event: Event) => session?.setVolume(Number((event.target as HTMLInputElement).value) / 100)}
        />
        <button
          part="test-button"
          class="soft"
          aria-label=${words.testSound}
          title=${words.testSound}
          ?disabled=${!session}
          @click=${() => void this.#playTest(speakerId, value?.volume ?? 1)}
        >
          ${speakerIcon}
        </button>
        </div>
      </div>`;
  }

  protected override updated(): void {
    const { session, value } = this.#session;
    if (session !== this.#watched) {
      this.#watched = session;
      session?.watchDevices();
    }
    // The conversation has the microphone now.
    if (!value?.isOff) this.#endCheck();
    this.#measure(this.check !== undefined || (value?.isHearing ?? false));
  }

  #beginCheck(): void {
    const { session, value } = this.#session;
    this.trouble = undefined;
    const begin = async (): Promise<void> => {
      try {
        const { checkMicrophone } = await import('./microphone-check.ts');
        const check = await checkMicrophone(value?.devices.microphoneId ?? null);
        this.#endCheck();
        // The visitor has left, or begun to talk, while the browser asked.
        if (!this.isConnected || !this.#session.value?.isOff) check.close();
        else this.check = check;
      } catch (error) {
        this.trouble = troubles[(error as DOMException).name] ?? 'errorMicrophoneDenied';
      }
    };
    const gate = gateOf(session);
    if (gate) gate.run(() => void begin());
    else void begin();
  }

  #endCheck(): void {
    this.check?.close();
    this.check = undefined;
  }

  /** What was chosen and is away is not in the list: the system's own stands in, and is what is shown. */
  #list(id: string, devices: Choice, chosen: string | null, choose: (id: string | null) => void): TemplateResult {
    const words = this.#words.value;
    const shown = devices.some((device) => device.id === chosen) ? chosen : null;
    return html`<div class="choice">
      <select
        part="select"
        id=${id}
        ?disabled=${!this.#session.session}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value || null)}
      >
        <option value="" .selected=${live(shown === null)}>${words.systemDevice}</option>
        ${devices.map(
          (device, at) =>
            html`<option value=${device.id} .selected=${live(device.id === shown)}>
              ${device.label || fill(words.unnamedDevice, { number: at + 1 }, words.lang)}
            </option>`,
        )}
      </select>
    </div>`;
  }

  /** Loaded with the first press. A second one begins anew. */
  async #playTest(speakerId: string | null, volume: number): Promise<void> {
    this.#test?.abort();
    const { signal } = (this.#test = new AbortController());
    const { playTestTone } = await import('./test-tone.ts');
    // A loudspeaker that has just gone is told by the session.
    await playTestTone(speakerId, volume, signal).catch(() => {});
  }

  /** Draws only while there is something to hear; a level is never a reason to render. */
  #measure(on: boolean): void {
    if (on === (this.#frame !== 0)) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = on ? requestAnimationFrame(this.#draw) : 0;
    if (!on) this.#show(0);
  }

  readonly #draw = (): void => {
    // The same scale as the orb's: speech has an RMS of 0.05 to 0.2.
    const loudness = Math.min(1, Math.sqrt(Math.max(0, this.check?.level() ?? this.#session.session?.inputLevel ?? 0)) * 1.9);
    this.#show(loudness > this.#level ? loudness : this.#level + (loudness - this.#level) * 0.16);
    this.#frame = requestAnimationFrame(this.#draw);
  };

  #show(level: number): void {
    this.#level = level;
    this.renderRoot.querySelector<HTMLElement>('.bar')?.style.setProperty('--_level', level.toFixed(3));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-devices': RealtimeDevices;
  }
}
