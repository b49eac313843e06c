import { context, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { SessionObserver } from '../session/session-observer.js';
import type { Metrics } from './metrics.js';

/**
 * One session's spans and numbers. Spans go to whatever OpenTelemetry SDK the operator has registered in this process, and nowhere
 * without one: `session`, in it a span for each tool, and an event for each latency. None holds a word of what was said.
 */
export function observeSession(metrics: Metrics, sessionId: string): SessionObserver {
  const tracer = trace.getTracer('realtime-assistant-relay');
  const span: Span = tracer.startSpan('realtime_assistant.session', { attributes: { 'session.id': sessionId } });
  const inSession = trace.setSpan(context.active(), span);
  return {
    latency(stage, ms) {
      metrics.latency(stage, ms);
      span.addEvent(stage, { 'duration_ms': ms });
    },
    tool(name) {
      const beganAt = performance.now();
      const toolSpan = tracer.startSpan('realtime_assistant.tool', { attributes: { 'tool.name': name } }, inSession);
      return (status) => {
        metrics.tool(name, status, performance.now() - beganAt);
        if (status === 'failed') toolSpan.setStatus({ code: SpanStatusCode.ERROR });
        toolSpan.end();
      };
    },
    ended(report, bytes) {
      metrics.ended(report, bytes);
      span.setAttributes({
        'session.end_reason': report.reason,
        'session.close_code': report.closeCode,
        'session.responses': report.responses,
        'session.tool_calls': report.toolCalls,
        'session.signed_in': report.user !== null,
      });
      span.end();
    },
  };
}
