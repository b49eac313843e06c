import { AssistantError } from '../base/assistant-error.ts';
import { encodeBase64 } from '../base/base64.ts';

/** As many as the relay lets through, see `docs/wire.md`. */
const COUNT_LIMIT = 4;
/** Characters of all `data:` addresses of a message: the relay takes frames of 1 MiB. About 670 kB of PNG or JPEG. */
const LENGTH_LIMIT = 900_000;
const DATA_URL = /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/;

/**
 * Pictures as `data:` addresses, which is how they go over the wire.
 *
 * @param images blobs (files, canvases) or `data:` addresses, of PNG or JPEG; four, and about 670 kB, together
 * @throws AssistantError `invalid-option`, naming the picture
 */
export async function imageAddresses(images: readonly (Blob | string)[]): Promise<readonly string[]> {
  if (!Array.isArray(images) || images.length > COUNT_LIMIT) {
    throw new AssistantError('invalid-option', `images may be an array of at most ${COUNT_LIMIT} pictures.`);
  }
  const addresses = await Promise.all(images.map((image: unknown, index) => imageAddress(image, `images[${index}]`)));
  const length = addresses.reduce((sum, address) => sum + address.length, 0);
  if (length <= LENGTH_LIMIT) return addresses;
  const size = Math.round((length * 3) / 4_000);
  throw new AssistantError('invalid-option', `images has ${size} kB; it may have ${(LENGTH_LIMIT * 3) / 4_000} kB: make them smaller.`);
}

async function imageAddress(image: unknown, name: string): Promise<string> {
  if (typeof image === 'string' && image.length <= LENGTH_LIMIT && DATA_URL.test(image)) return image;
  if (image instanceof Blob && (image.type === 'image/png' || image.type === 'image/jpeg') && image.size <= LENGTH_LIMIT) {
    return `data:${image.type};base64,${encodeBase64(new Uint8Array(await image.arrayBuffer()))}`;
  }
  const is = image instanceof Blob ? `of type "${image.type}", ${Math.round(image.size / 1_000)} kB` : 'no picture';
  throw new AssistantError('invalid-option', `${name} is ${is}; it may be PNG or JPEG, as a Blob or a data: address.`);
}
