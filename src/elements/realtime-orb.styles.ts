import { css } from 'lit';

/**
 * One drawing, nine shapes. Only transforms and opacity move, so no frame needs layout. Here is how each figure stands at
 * rest; while there is something to hear, the element scales the ones that follow it.
 */
export const orbStyles = css`
  :host {
    display: inline-block;
    flex: none;
    inline-size: var(--realtime-orb-size, calc(var(--_rem) * 6));
    aspect-ratio: 1;
    line-height: 0;
    color: var(--_accent);
  }
  svg {
    inline-size: 100%;
    block-size: 100%;
    overflow: visible;
    contain: layout style;
  }
  svg * {
    transform-box: fill-box;
    transform-origin: center;
  }
  /* What follows a voice is painted once, and then only moved. */
  .arc,
  .bar,
  .halo,
  .swell,
  .wave {
    will-change: transform;
  }
  .halo {
    fill: currentColor;
    opacity: 0.12;
    transition: opacity 0.3s;
  }
  .ring {
    fill: none;
    stroke: currentColor;
    stroke-width: 2.5;
    stroke-linecap: round;
    opacity: 0;
    transition: opacity 0.3s;
  }
  .disc,
  .blob,
  .sign {
    transition: opacity 0.3s, transform 0.3s;
  }
  .top {
    stop-color: color-mix(in oklab, var(--_accent), white 22%);
  }
  .bottom {
    stop-color: color-mix(in oklab, var(--_accent), var(--realtime-accent-2, #7a2fd0) 35%);
  }
  .blob,
  .sign,
  .dots,
  .off,
  .mark {
    opacity: 0;
  }
  .bar,
  .dot {
    fill: var(--_on-accent);
  }
  .bar {
    transform: scaleY(0.5);
    transition: opacity 0.2s;
  }
  .off,
  .mark {
    fill: none;
    stroke: var(--_on-accent);
    stroke-width: 4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  /* connecting: a small disc inside a turning arc */
  :host(:state(connecting)) .disc {
    transform: scale(0.78);
  }
  :host(:state(connecting)) .arc {
    opacity: 1;
    stroke-width: 4;
    stroke-dasharray: 70 205;
    animation: turn calc(1.1s / max(var(--_motion), 0.01)) linear infinite;
  }

  /* listening: a whole ring, breathing */
  :host(:state(listening)) .arc {
    opacity: 0.55;
    transform: scale(0.98);
  }
  :host(:state(listening)) .halo {
    animation: breathe 3.4s ease-in-out infinite;
  }

  :host(:state(listening)) .bar {
    transform: scaleY(0.3);
  }

  /* hearing: bars that follow the voice */
  :host(:state(hearing)) .bar.a {
    transform: scaleY(0.36);
  }
  :host(:state(hearing)) .bar.b {
    transform: scaleY(0.36);
  }
  :host(:state(hearing)) .bar.c {
    transform: scaleY(0.4);
  }
  :host(:state(hearing)) .halo {
    opacity: 0.2;
    transform: scale(0.98);
  }
  :host(:state(hearing)) .arc {
    opacity: 1;
    stroke-width: 4;
  }

  /* thinking: three dots, one after the other */
  :host(:state(thinking)) .bar,
  :host(:state(speaking)) .bar,
  :host(:state(error)) .bar,
  :host(:state(reconnecting)) .bar,
  :host(:state(muted):state(listening)) .bar {
    opacity: 0;
  }
  :host(:state(thinking)) .dots {
    opacity: 1;
  }
  :host(:state(thinking)) .dot {
    animation: hop 1.2s ease-in-out infinite;
  }
  :host(:state(thinking)) .dot:nth-child(2) {
    animation-delay: 0.15s;
  }
  :host(:state(thinking)) .dot:nth-child(3) {
    animation-delay: 0.3s;
  }

  /* thinking with a hold sound: the dots and the disc swell on the beat, and a wave leaves it */
  :host(:state(holding)) .disc {
    transition: none;
    transform: scale(0.96);
  }
  :host(:state(holding)) .dot {
    animation: none;
    transform: scale(0.84);
  }
  :host(:state(holding)) .halo {
    transition: none;
    transform: scale(0.94);
  }
  :host(:state(holding)) .wave:not(.far) {
    transition: none;
    transform: scale(0.74);
  }

  /* speaking: a body without a fixed outline, and waves that leave it */
  :host(:state(speaking)) .disc {
    opacity: 0;
  }
  :host(:state(speaking)) .swell {
    transform: scale(0.94);
  }
  :host(:state(speaking)) .blob {
    opacity: 0.45;
    animation: turn 7s linear infinite;
  }
  :host(:state(speaking)) .blob.second {
    animation-duration: 11s;
    animation-direction: reverse;
  }
  :host(:state(speaking)) .blob.third {
    opacity: 1;
    animation-duration: 5s;
  }
  :host(:state(speaking)) .wave {
    opacity: 0.5;
    transform: scale(0.96);
  }
  :host(:state(speaking)) .wave.far {
    opacity: 0.22;
    transform: scale(1.04);
  }
  :host(:state(speaking)) .halo {
    opacity: 0;
  }

  /* muted: a struck-out microphone on a hollow disc */
  :host(:state(muted):state(listening)) .off {
    opacity: 1;
  }
  :host(:state(muted):state(listening)) .disc {
    fill: var(--_text-muted);
  }
  :host(:state(muted):state(listening)) .off {
    stroke: var(--_surface);
  }
  :host(:state(muted):state(listening)) .arc {
    opacity: 0;
  }
  :host(:state(muted):state(listening)) .halo {
    fill: var(--_text-muted);
    animation: none;
  }

  /* reconnecting: hollow, inside broken pieces that look for each other */
  :host(:state(reconnecting)) .disc {
    fill: none;
    stroke: currentColor;
    stroke-width: 4;
    transform: scale(0.62);
  }
  :host(:state(reconnecting)) .arc {
    opacity: 1;
    stroke-width: 4;
    stroke-dasharray: 24 22;
    animation: turn 4s linear infinite;
  }

  /* error: a sign, not a disc */
  :host(:state(error)) {
    color: var(--_danger);
  }
  :host(:state(error)) .disc {
    opacity: 0;
  }
  :host(:state(error)) .sign {
    opacity: 1;
    fill: var(--_danger);
  }
  :host(:state(error)) .mark {
    opacity: 1;
    stroke: var(--_surface);
    stroke-width: 5.5;
  }

  /* Nothing moves that nobody sees. */
  :host(:not(:state(visible))) * {
    animation-play-state: paused;
  }
  @media (prefers-reduced-motion: reduce) {
    svg * {
      animation: none !important;
      transition: none !important;
    }
    :host(:state(hearing)) .bar {
      transform: none !important;
    }
  }
  @media (forced-colors: active) {
    svg {
      forced-color-adjust: none;
      color: CanvasText;
    }
    .halo {
      opacity: 0;
    }
    .disc,
    .blob,
    .sign {
      fill: CanvasText !important;
    }
    .bar,
    .dot {
      fill: Canvas;
    }
    .off,
    .mark {
      stroke: Canvas !important;
    }
    :host(:state(reconnecting)) .disc {
      fill: none !important;
    }
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @keyframes breathe {
    50% {
      transform: scale(1.06);
    }
  }
  @keyframes hop {
    0%,
    60%,
    100% {
      transform: none;
    }
    30% {
      transform: translateY(-90%);
    }
  }
`;
