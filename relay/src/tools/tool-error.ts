/**
 * A failure that the model may read and, in its own words, tell the visitor. Throw it from a tool for wrong arguments
 * and the like; the message of any other error goes to the operator's log only, as it may name hosts, files or
 * queries.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
