import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerOf, isSameSecret } from '../access/same-secret.js';
import type { Metrics } from '../observe/metrics.js';
import { isOnOwnMachine } from './admission.js';
import { sendError } from './send-json.js';

/** Answers `GET /metrics`: to whoever shows the operator's token, and without one to programs of this machine only. */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  metrics: Metrics,
  token: string | undefined,
): Promise<void> {
  const { headers, socket } = request;
  const isAllowed =
    token === undefined
      ? headers.origin === undefined && isOnOwnMachine({ headers, localAddress: socket.localAddress })
      : isSameSecret(bearerOf(headers.authorization) ?? '', token);
  if (!isAllowed) {
    response.setHeader('WWW-Authenticate', 'Bearer');
    return sendError(response, 401, {
      code: 'unauthorized',
      message: 'Set RELAY_METRICS_TOKEN (metricsToken) at the relay, and show it as bearer.',
    });
  }
  const text = await metrics.read();
  response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(text);
}
