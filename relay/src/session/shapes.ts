import type { UpstreamShape } from './upstream-shape.js';
import { betaShape } from './upstream-shape-beta.js';
import { gaShape } from './upstream-shape-ga.js';

export const upstreamShapes: Readonly<Record<UpstreamShape['name'], UpstreamShape>> = { ga: gaShape, beta: betaShape };
