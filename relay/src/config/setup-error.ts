/**
 * What the operator must put right before the relay can run. The message names the field, its fault and the cure, and
 * no secret.
 */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
