/** Where the browser is not asked: what a context takes on common systems, between 20 and 50 ms. */
const assumedSeconds = 0.03;

/**
 * How long sound is on its way from the worklet to the ear, in seconds: to the context's buffer, and from there through
 * the system. Safari knows only the one or the other.
 *
 * Firefox is not asked for `outputLatency`. In Firefox 153 that getter takes the lock of the audio graph and waits for the
 * process that plays, which may be waiting for the graph to render: now and then the page and all sound of the browser
 * stand still for good.
 */
export function outputLatencySeconds(context: AudioContext): number {
  const isFirefox = navigator.userAgent.includes('Firefox/');
  const seconds = (context.baseLatency || 0) + (isFirefox ? assumedSeconds : context.outputLatency || 0);
  return Number.isFinite(seconds) ? seconds : 0;
}
