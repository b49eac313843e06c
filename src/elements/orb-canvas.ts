import type { Asset } from '../assets/asset.ts';
import { openWorker } from '../assets/open-worker.ts';
import type { AssistantSession } from '../session/assistant-session.ts';
import { ORB_PROTOCOL, type OrbCommand, type OrbReport } from './orb-messages.ts';
import type { PoseName } from './orb-poses.ts';
import { OrbThemeProbe } from './orb-theme.ts';

const orbWorker: Asset = {
  kind: 'worker',
  fileName: 'orb.worker.js',
  beside: () => new URL('./orb.worker.js?no-inline', import.meta.url),
  // One file for a script tag carries no copy of it: there is the SVG.
  text: typeof __SCRIPT__ !== 'undefined' && __SCRIPT__ ? undefined : () => import('./orb.worker.ts?source'),
  isOptional: true,
};

/** How often the worker is told where the beat is; twice within one beat of the fastest music. */
const beatMs = 120;
/** A canvas that is larger is scaled by the browser. */
const mostPixels = 2_048;

/** What is shown, and whether anybody sees it. */
export interface OrbView {
  readonly pose: PoseName;
  readonly isSeen: boolean;
  /** The voice or the beat that moves it now. */
  readonly follows: 'input' | 'output' | 'beat' | undefined;
  readonly session: AssistantSession | undefined;
}

/**
 * The orb's canvas, and the worker that draws on it: a moving orb costs the page no frame. It owns the worker; until
 * {@link isDrawn}, and where no worker can be had, the page has to show something else.
 */
export class OrbCanvas {
  readonly #element = document.createElement('canvas');
  readonly #theme = new OrbThemeProbe(() => this.#tellTheme());
  readonly #onChange: () => void;
  readonly #lifetime = new AbortController();
  readonly #sizes: ResizeObserver;
  #worker: Worker | undefined;
  #view: OrbView | undefined;
  #told: { pose?: PoseName; isSeen?: boolean; theme?: string } = {};
  #pixels = 0;
  #isDrawn = false;
  #unfollow: (() => void) | undefined;

  /**
   * @param stage where it is shown
   * @param assetBase folder of the package's files
   * @param onChange `isDrawn` is another
   */
  constructor(stage: Element, assetBase: string | undefined, onChange: () => void) {
    this.#onChange = onChange;
    this.#element.setAttribute('part', 'drawing');
    stage.append(this.#theme.element, this.#element);
    this.#sizes = new ResizeObserver((entries) => this.#resize(entries.at(-1)!));
    this.#sizes.observe(this.#element);
    try {
      this.#sizes.observe(this.#element, { box: 'device-pixel-content-box' });
    } catch {
      // Safari: CSS pixels, times the ratio.
    }
    void this.#open(assetBase);
  }

  /** Its picture is on the screen. */
  get isDrawn(): boolean {
    return this.#isDrawn;
  }

  show(view: OrbView): void {
    const { session, follows } = this.#view ?? {};
    this.#view = view;
    this.#tellView();
    if (session !== view.session || follows !== view.follows) this.#follow();
  }

  /** Frees the worker. The canvas is of no use afterwards. */
  close(): void {
    this.#lifetime.abort();
    this.#sizes.disconnect();
    this.#unfollow?.();
    this.#unfollow = undefined;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isDrawn = false;
    this.#element.remove();
    this.#theme.element.remove();
  }

  async #open(assetBase: string | undefined): Promise<void> {
    const { signal } = this.#lifetime;
    const worker = await openWorker(orbWorker, ORB_PROTOCOL, assetBase, signal);
    if (signal.aborted) return worker?.terminate();
    if (worker === undefined) return this.#fail();
    this.#worker = worker;
    worker.addEventListener('error', () => this.#fail(), { signal });
    const hear = ({ data }: MessageEvent<OrbReport>): void => {
      if (data.type !== 'drawn') return;
      this.#isDrawn = true;
      this.#onChange();
    };
    worker.addEventListener('message', hear, { signal });
    const canvas = this.#element.transferControlToOffscreen();
    this.#tell({ type: 'start', canvas }, [canvas]);
    this.#tellSize();
    this.#tellTheme();
    this.#tellView();
    this.#follow();
  }

  #fail(): void {
    this.close();
    this.#onChange();
  }

  #resize({ contentRect, devicePixelContentBoxSize }: ResizeObserverEntry): void {
    const inPixels = devicePixelContentBoxSize?.[0]?.inlineSize;
    this.#pixels = Math.min(mostPixels, Math.round(inPixels ?? contentRect.width * devicePixelRatio));
    this.#tellSize();
  }

  #tellSize(): void {
    // One that is not displayed keeps what it has.
    if (this.#pixels > 0) this.#tell({ type: 'size', pixels: this.#pixels });
  }

  #tellTheme(): void {
    // Out of the page nothing has a colour.
    if (this.#worker === undefined || !this.#element.isConnected) return;
    const theme = this.#theme.read();
    const text = JSON.stringify(theme);
    if (text !== this.#told.theme) this.#tell({ type: 'theme', ...theme });
    this.#told.theme = text;
  }

  #tellView(): void {
    if (this.#worker === undefined || this.#view === undefined) return;
    const { pose, isSeen } = this.#view;
    // The pose first where it is hidden: nobody has to see the change.
    if (pose !== this.#told.pose) this.#tell({ type: 'show', pose });
    if (isSeen !== this.#told.isSeen) {
      // What was not displayed has told of no change.
      this.#tellTheme();
      this.#tell({ type: 'run', isSeen });
    }
    Object.assign(this.#told, { pose, isSeen });
  }

  /** Hands on what the session hears or says, as it comes; a timer of the page's own would cost more than that. */
  #follow(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
    if (this.#worker === undefined) return;
    const { session, follows } = this.#view ?? {};
    if (session === undefined || follows === undefined || follows === 'beat') this.#tell(0);
    if (session === undefined || follows === undefined) return;
    if (follows === 'beat') {
      const tellBeat = (): void => this.#tell({ type: 'beat', phase: session.holdPhase });
      const timer = setInterval(tellBeat, beatMs);
      this.#unfollow = () => clearInterval(timer);
      tellBeat();
      return;
    }
    let told: number | undefined;
    const tellLevel = (): void => {
      const level = follows === 'input' ? session.inputLevel : session.outputLevel;
      if (level !== told) this.#tell(level);
      told = level;
    };
    this.#unfollow = session.watchLevels(tellLevel);
    tellLevel();
  }

  #tell(command: OrbCommand, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(command, transfer);
  }
}
