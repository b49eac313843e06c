import { createHmac, randomUUID } from 'node:crypto';
import type { SessionReport } from '../session/session-report.js';

export interface WebhookOptions {
  readonly url: string;
  /** Signs what is sent, see {@link signatureOf}. */
  readonly secret: string | undefined;
  /** How long to wait before each further try, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
  log(line: string): void;
}

/** For a receiver that is away for a moment; one that is away for longer misses it, and the log says so. */
const defaultDelaysMs = [1_000, 10_000, 60_000];
const timeoutMs = 10_000;
/** What waits for a receiver that does not answer. */
const mostWaiting = 1_000;
/** For what is on its way when the relay stops. */
const lastChanceMs = 5_000;

/**
 * Posts each session's report, signed as standardwebhooks.com has it, so that its libraries check it: headers `webhook-id`,
 * `webhook-timestamp` (seconds) and `webhook-signature`. Nobody waits for it but {@link close}.
 */
export class Webhook {
  readonly #options: WebhookOptions;
  readonly #sending = new Set<Promise<void>>();
  readonly #ending = new AbortController();

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  send(report: SessionReport): void {
    if (this.#sending.size >= mostWaiting) {
      return this.#options.log(`the webhook is too slow: session ${report.sessionId} is not reported`);
    }
    const sending = this.#send(report).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  /** Gives what is on its way a last chance. Never rejects. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#ending.abort(), lastChanceMs);
    await Promise.all(this.#sending);
    clearTimeout(timer);
  }

  async #send(report: SessionReport): Promise<void> {
    const { url, secret, retryDelaysMs = defaultDelaysMs, log } = this.#options;
    const { signal } = this.#ending;
    const id = `msg_${randomUUID()}`;
    const body = JSON.stringify({ type: 'session.ended', timestamp: report.endedAt, data: bodyOf(report) });
    for (let tries = 0; ; tries++) {
      const failure = await this.#post(url, id, body, secret);
      if (failure === undefined) return;
      const delayMs = retryDelaysMs[tries];
      if (delayMs === undefined || signal.aborted) return log(`session ${report.sessionId} was not reported: ${failure}`);
      await pause(delayMs, signal);
    }
  }

  /** What went wrong, or undefined. */
  async #post(url: string, id: string, body: string, secret: string | undefined): Promise<string | undefined> {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signed = secret === undefined ? {} : { 'webhook-signature': `v1,${signatureOf(secret, `${id}.${timestamp}.${body}`)}` };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp, ...signed },
        body,
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#ending.signal]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `the webhook answered ${response.status}`;
    } catch (error) {
      return `the webhook could not be reached (${error instanceof Error ? error.name : 'unknown'})`;
    }
  }
}

/** HMAC-SHA256 in base64; a secret `whsec_…` is the base64 of its bytes, any other is taken as it is. */
export function signatureOf(secret: string, content: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  return createHmac('sha256', key).update(content).digest('base64');
}

/** The wire's names have underscores. */
function bodyOf(report: SessionReport): Record<string, unknown> {
  return {
    session_id: report.sessionId,
    user: report.user,
    origin: report.origin,
    started_at: report.startedAt,
    ended_at: report.endedAt,
    duration_ms: report.durationMs,
    reason: report.reason,
    close_code: report.closeCode,
    responses: report.responses,
    tool_calls: report.toolCalls,
    usage: Object.fromEntries(Object.entries(report.usage).map(([kind, count]) => [snakeCase(kind), count])),
    cost: report.cost,
    ...(report.transcript === undefined ? {} : { transcript: report.transcript }),
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}
