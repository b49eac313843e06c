import type { FieldList } from './field-list.js';

/** Fields of `server_vad` and `semantic_vad`, the same in GA and beta. */
export const turnDetectionFields: FieldList = {
  type: true,
  threshold: true,
  prefix_padding_ms: true,
  silence_duration_ms: true,
  idle_timeout_ms: true,
  eagerness: true,
  create_response: true,
  interrupt_response: true,
};

/** Of one answer. A page may make answers shorter than the service's own limit, never longer. */
export function isTokenLimit(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 4096;
}
