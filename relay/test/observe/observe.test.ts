import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openHouse } from '../fixtures/house.js';
import { Visitor } from '../fixtures/visitor.js';

/** Value of a line of the metrics, undefined where there is none. */
function read(text: string, line: string): number | undefined {
  const found = text.split('\n').find((candidate) => candidate.startsWith(`realtime_assistant_${line} `));
  return found === undefined ? undefined : Number(found.split(' ').at(-1));
}

test('an operator sees sessions, how they ended, what they used, and where the time of a turn goes', async () => {
  const { url, visit } = await openHouse({ prices: { textOut: 10 } });
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  const { visitor, service } = await visit();
  expect(read(await metrics(), 'sessions')).toBe(1);
  visitor.send({ type: 'response.create' });
  await service.next('response.create');
  const [callId] = service.calls([{ name: 'search', arguments: '{"query":"ticket"}' }]);
  await service.next((event) => event['item']?.call_id === callId);
  await service.next('response.create');
  service.says('Twelve euros.');
  await visitor.next((event) => event['type'] === 'response.done' && event['response'].output[0]?.type === 'message');
  visitor.socket.close();
  await visitor.closed;
  await vi.waitFor(async () => expect(read(await metrics(), 'sessions_ended_total{reason="browser left"}')).toBe(1));
  const text = await metrics();
  expect(read(text, 'sessions')).toBe(0);
  for (const stage of ['connect', 'turn_to_response', 'response_to_audio', 'turn_to_audio']) {
    expect(read(text, `latency_seconds_count{stage="${stage}"}`), stage).toBe(1);
  }
  expect(read(text, 'tool_seconds_count{tool="search",status="completed"}')).toBe(1);
  expect(read(text, 'bytes_total{direction="down"}')).toBeGreaterThan(10_000);
  expect(read(text, 'responses_total')).toBe(2);
  expect(read(text, 'cost_total')).toBeGreaterThan(0);
  expect(text).not.toContain('euros');
});

test('who is turned away is counted by why', async () => {
  const { url } = await openHouse({ ticketSecret: 'a-secret-of-the-museum-that-nobody-else-knows' });
  await (await Visitor.arrive(url)).closed;
  await expect(Visitor.arrive(url, { origin: 'https://evil.example' })).rejects.toThrow('403');
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(read(text, 'visitors_turned_away_total{code="sign_in_required"}')).toBe(1);
  expect(read(text, 'visitors_turned_away_total{code="origin_not_allowed"}')).toBe(1);
});

test('the numbers are the operator’s: no page, nothing from elsewhere, and with a token only who shows it', async () => {
  const { url } = await openHouse({ allowedOrigins: ['*'] });
  expect((await fetch(`${url}/metrics`)).status).toBe(200);
  expect((await fetch(`${url}/metrics`, { headers: { Origin: url } })).status).toBe(401);
  expect((await fetch(`${url}/metrics`, { headers: { 'X-Forwarded-For': '203.0.113.9' } })).status).toBe(401);
  const guarded = await openHouse({ metricsToken: 'open-sesame' });
  const ask = (token: string) => fetch(`${guarded.url}/metrics`, { headers: { Authorization: `Bearer ${token}` } });
  expect((await fetch(`${guarded.url}/metrics`)).status).toBe(401);
  expect((await ask('open-sesame!')).status).toBe(401);
  expect((await ask('open-sesame')).status).toBe(200);
});

test('with an OpenTelemetry SDK in the process, a session is a span, and its tools are spans in it', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  onTestFinished(async () => {
    await provider.shutdown();
    trace.disable();
  });
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  const [callId] = service.calls([{ name: 'search', arguments: '{"query":"secret words"}' }]);
  await service.next((event) => event['item']?.call_id === callId);
  visitor.socket.close();
  await vi.waitFor(() => expect(exporter.getFinishedSpans().map(({ name }) => name)).toContain('realtime_assistant.session'));
  const spans = exporter.getFinishedSpans();
  const session = spans.find(({ name }) => name === 'realtime_assistant.session')!;
  const tool = spans.find(({ name }) => name === 'realtime_assistant.tool')!;
  expect(tool.parentSpanContext?.spanId).toBe(session.spanContext().spanId);
  expect(tool.attributes).toEqual({ 'tool.name': 'search' });
  expect(session.attributes).toMatchObject({ 'session.end_reason': 'browser left', 'session.tool_calls': 1 });
  expect(session.events.map(({ name }) => name)).toContain('connect');
  expect(JSON.stringify(spans.map(({ attributes, events }) => ({ attributes, events })))).not.toContain('secret');
});
