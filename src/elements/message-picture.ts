import { noChange } from 'lit';
import type { ElementPart } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import { decodeBase64 } from '../base/base64.ts';

/** Longest side of a thumbnail, in pixels of the canvas. */
const SIDE = 360;

/**
 * Draws a picture of a `data:` address into a canvas. An `<img>` would need `data:` in the page's policy; a bitmap needs nothing, and is
 * no larger than it is shown.
 */
class DrawPicture extends Directive {
  #address: string | undefined;

  override render(_address: string): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [address]: [string]): typeof noChange {
    if (address === this.#address) return noChange;
    this.#address = address;
    const canvas = part.element as HTMLCanvasElement;
    draw(canvas, address).catch(() => {
      // What is no picture stays an empty frame, with its name.
      canvas.width = canvas.height = 96;
    });
    return noChange;
  }
}

export const drawPicture = directive(DrawPicture);

async function draw(canvas: HTMLCanvasElement, address: string): Promise<void> {
  const [, type, base64] = /^data:(image\/(?:png|jpeg));base64,(.+)$/u.exec(address) ?? [];
  if (type === undefined || base64 === undefined) throw new Error('no picture');
  const bitmap = await createImageBitmap(new Blob([decodeBase64(base64)], { type }));
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}
