import { css } from 'lit';
import { poseStyles } from './orb-pose-styles.ts';

/**
 * One drawing, ten poses. Only transforms and opacity move, so no frame needs layout. How each figure stands in each state
 * is in orb-poses.ts; while there is something to hear, the ones that follow it are scaled.
 */
export const orbStyles = css`
  :host {
    display: inline-block;
    flex: none;
    inline-size: var(--realtime-orb-size, calc(var(--_rem) * 6));
    aspect-ratio: 1;
    line-height: 0;
    color: var(--_accent);
    --_top: color-mix(in oklab, var(--_accent), white 22%);
    --_bottom: color-mix(in oklab, var(--_accent), var(--realtime-accent-2, #7a2fd0) 35%);
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
  .far,
  .wave {
    will-change: transform;
  }
  ${poseStyles}
  .ring {
    stroke-linecap: round;
  }
  .off,
  .mark {
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .halo,
  .ring {
    transition: opacity 0.3s;
  }
  .disc,
  .blob,
  .sign {
    transition: opacity 0.3s, transform 0.3s;
  }
  .bar {
    transition: opacity 0.2s;
  }
  .top {
    stop-color: var(--_top);
  }
  .bottom {
    stop-color: var(--_bottom);
  }
  :host(:state(error)) {
    color: var(--_danger);
  }
  :host(:state(listening)) .halo {
    animation: breathe 3.4s ease-in-out infinite;
  }
  :host(:state(muted):state(listening)) .halo {
    animation: none;
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
  /* What keeps the beat is written anew in every frame. */
  :host(:state(holding)) .dot {
    animation: none;
  }
  :host(:state(holding)) .disc,
  :host(:state(holding)) .halo,
  :host(:state(holding)) .wave {
    transition: none;
  }

  /* The worker's picture, over the SVG until it is there. Loud waves go beyond the box, and must not make a page scroll. */
  .stage {
    position: relative;
    contain: layout;
    inline-size: 100%;
    block-size: 100%;
  }
  canvas {
    position: absolute;
    inset: -12%;
    inline-size: 124%;
    block-size: 124%;
    pointer-events: none;
  }
  .drawn svg {
    display: none;
  }
  /* The colours of the theme, resolved for the worker; that they change is told by the ends of transitions. */
  .probe {
    position: absolute;
    visibility: hidden;
    transition: all 1ms;
    color: var(--_accent);
    background-color: var(--_on-accent);
    fill: var(--_text-muted);
    stroke: var(--_surface);
    flood-color: var(--_danger);
    stop-color: var(--_top);
    lighting-color: var(--_bottom);
    opacity: var(--_motion);
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
