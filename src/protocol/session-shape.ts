import type { McpServer, SessionSettings, ToolChoice, ToolDeclaration, TurnDetection } from './client-command.ts';

/*
 * What GA and beta say alike of a session, in different places.
 */

const TURN_DETECTION_TYPES = { 'server-vad': 'server_vad', 'semantic-vad': 'semantic_vad', none: null } as const;

/** An object without what is undefined: absent is unchanged. */
export function defined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Null switches it off, undefined leaves it. */
export function encodeTurnDetection({ turnDetection, idleTimeoutMs, task }: SessionSettings): unknown {
  const asked: Partial<TurnDetection> = typeof turnDetection === 'string' ? { type: turnDetection } : (turnDetection ?? {});
  if (asked.type === 'none') return null;
  const fields = defined({
    type: asked.type === undefined ? undefined : TURN_DETECTION_TYPES[asked.type],
    threshold: asked.threshold,
    prefix_padding_ms: asked.prefixPaddingMs,
    silence_duration_ms: asked.silenceDurationMs,
    eagerness: asked.eagerness,
    create_response: task === 'transcription' ? false : asked.createsResponse,
    interrupt_response: asked.interruptsResponse,
    idle_timeout_ms: idleTimeoutMs,
  });
  if (Object.keys(fields).length === 0) return undefined;
  // A service that replaces the object rather than merging it needs the type.
  return { type: 'server_vad', ...fields };
}

export function encodeNoiseReduction(kind: SessionSettings['noiseReduction']): unknown {
  if (kind === undefined) return undefined;
  return kind === 'none' ? null : { type: kind.replace('-', '_') };
}

export function encodeTools(tools: readonly ToolDeclaration[] | undefined, servers: readonly McpServer[] | undefined): unknown {
  if (tools === undefined && servers === undefined) return undefined;
  return [
    ...(tools ?? []).map(({ name, description, parameters }) => ({ type: 'function', name, description, parameters })),
    ...(servers ?? []).map(({ label, url, authorization, allowedTools, requireApproval }) =>
      defined({
        type: 'mcp',
        server_label: label,
        server_url: url,
        authorization,
        allowed_tools: allowedTools,
        require_approval: requireApproval,
      }),
    ),
  ];
}

export function encodeToolChoice(choice: ToolChoice | undefined): unknown {
  return typeof choice === 'object' ? { type: 'function', name: choice.name } : choice;
}
