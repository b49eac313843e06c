import { isWireObject } from './field-list.js';
import type { WireObject } from './upstream-shape.js';

/**
 * `JSON.parse` takes any depth, `JSON.stringify` throws beyond some thousand levels: a frame that cannot be written
 * again must not get that far. A tool's schema is the deepest thing on the wire, and stays far below.
 */
const maxDepth = 100;

/** A frame as an object with a string `type`, or `undefined` for anything else. */
export function parseFrame(frame: Buffer): WireObject | undefined {
  try {
    const value: unknown = JSON.parse(frame.toString('utf8'));
    const isEvent = isWireObject(value) && Object.hasOwn(value, 'type') && typeof value['type'] === 'string';
    return isEvent && !isDeeper(value, maxDepth) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
