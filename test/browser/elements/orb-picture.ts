import { find } from './setup.ts';

/** Pixels of the orb's whole canvas, waves included. */
export interface Picture {
  readonly data: Uint8ClampedArray;
  readonly side: number;
}

const side = 186;

function pictureOf(draw: (context: CanvasRenderingContext2D) => void): Picture {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  draw(context);
  return { data: context.getImageData(0, 0, side, side).data, side };
}

/** What the worker has drawn. */
export const drawnPicture = (orb: Element): Picture =>
  pictureOf((context) => context.drawImage(find<HTMLCanvasElement>(orb, 'canvas'), 0, 0, side, side));

const inlined = [
  'opacity', 'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'stop-color',
  'transform', 'transform-box', 'transform-origin',
] as const;

/** What the SVG of the page looks like at rest, drawn by the browser itself. */
export async function svgPicture(orb: Element): Promise<Picture> {
  const svg = find<SVGElement>(orb, 'svg');
  const copy = svg.cloneNode(true) as SVGElement;
  const copies = [...copy.querySelectorAll<SVGElement>('*')];
  for (const [i, original] of [...svg.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(original);
    for (const name of inlined) copies[i]!.style.setProperty(name, style.getPropertyValue(name));
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', '-12 -12 124 124');
  copy.setAttribute('width', String(side));
  copy.setAttribute('height', String(side));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return pictureOf((context) => context.drawImage(image, 0, 0, side, side));
}

/** Share of the pixels that are clearly another colour, 0 to 1. */
export function difference(a: Picture, b: Picture): number {
  let different = 0;
  for (let i = 0; i < a.data.length; i += 4) {
    let gap = 0;
    // Premultiplied: the colour of what is not there does not count.
    for (let channel = 0; channel < 4; channel += 1) {
      const [one, other] = [a, b].map(({ data }) => (channel === 3 ? data[i + 3]! : (data[i + channel]! * data[i + 3]!) / 255));
      gap = Math.max(gap, Math.abs(one! - other!));
    }
    if (gap > 40) different += 1;
  }
  return different / (a.data.length / 4);
}

/** How many pixels are this colour, or nearly. */
export function count({ data }: Picture, [red, green, blue]: readonly [number, number, number]): number {
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    const isIt = Math.abs(data[i]! - red) + Math.abs(data[i + 1]! - green) + Math.abs(data[i + 2]! - blue) < 24;
    if (isIt && data[i + 3]! > 230) found += 1;
  }
  return found;
}

/** Radius of all that is seen, in units of the drawing, whose own square has a side of 100. */
export function reach({ data }: Picture): number {
  let outermost = side;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3]! > 12) outermost = Math.min(outermost, (i / 4) % side);
  }
  return ((side / 2 - outermost) * 124) / side;
}
