import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AccessErrorCode } from '../access/access-error.js';
import { usageKinds } from '../limits/usage.js';
import type { LatencyStage } from '../session/session-observer.js';
import type { SessionReport } from '../session/session-report.js';

const prefix = 'realtime_assistant_';
/** In seconds: a visitor feels a quarter of one, and leaves after ten. */
const latencyBuckets = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

/** Of names that the model makes up, no more than these become time series. */
const mostToolNames = 64;

/**
 * The relay's numbers in Prometheus' form. Names end in their unit; labels are the codes of docs/wire.md, names of tools and stages of a
 * turn: nothing that a visitor said, no address, no user.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #ended = this.#counter('sessions_ended_total', 'Sessions that are over, by how they ended.', ['reason']);
  readonly #turnedAway = this.#counter('visitors_turned_away_total', 'Visitors who were not let in, by why.', ['code']);
  readonly #bytes = this.#counter('bytes_total', 'Bytes of frames between browsers and service.', ['direction']);
  readonly #responses = this.#counter('responses_total', 'Answers of the service.', []);
  readonly #tokens = this.#counter('tokens_total', 'Tokens of the service, by kind.', ['kind']);
  readonly #cost = this.#counter('cost_total', 'What these cost, in the currency of the option prices.', []);
  readonly #latency = this.#histogram('latency_seconds', 'Where the time of a turn goes.', ['stage'], latencyBuckets);
  readonly #tools = this.#histogram('tool_seconds', "Runs of the relay's tools.", ['tool', 'status'], latencyBuckets);
  readonly #duration = this.#histogram('session_seconds', 'How long sessions were.', [], [5, 15, 60, 300, 900, 1_800, 3_600]);
  readonly #toolNames = new Set<string>();

  /** @param sessions how many there are, asked for when somebody reads */
  constructor(sessions: () => number) {
    collectDefaultMetrics({ register: this.#registry, prefix });
    const now: Gauge = new Gauge({
      name: `${prefix}sessions`,
      help: 'Sessions now.',
      registers: [],
      collect: (): void => now.set(sessions()),
    });
    this.#registry.registerMetric(now);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  read(): Promise<string> {
    return this.#registry.metrics();
  }

  latency(stage: LatencyStage, ms: number): void {
    this.#latency.observe({ stage }, ms / 1_000);
  }

  tool(name: string, status: string, ms: number): void {
    if (this.#toolNames.size < mostToolNames) this.#toolNames.add(name);
    this.#tools.observe({ tool: this.#toolNames.has(name) ? name : 'other', status }, ms / 1_000);
  }

  turnedAway(code: AccessErrorCode | 'origin_not_allowed'): void {
    this.#turnedAway.inc({ code });
  }

  ended({ reason, durationMs, responses, usage, cost }: SessionReport, bytes: { readonly up: number; readonly down: number }): void {
    this.#ended.inc({ reason });
    this.#duration.observe(durationMs / 1_000);
    this.#responses.inc(responses);
    this.#bytes.inc({ direction: 'up' }, bytes.up);
    this.#bytes.inc({ direction: 'down' }, bytes.down);
    for (const kind of usageKinds) this.#tokens.inc({ kind }, usage[kind]);
    this.#cost.inc(cost ?? 0);
  }

  #counter<const Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: prefix + name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #histogram<const Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: number[],
  ): Histogram<Label> {
    return new Histogram({ name: prefix + name, help, labelNames: [...labelNames], buckets, registers: [this.#registry] });
  }
}
