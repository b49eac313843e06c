import { expect, onTestFinished, test } from 'vitest';
// Its speech parts start worker threads from files, which the build has and the sources have not.
import { createEngine } from '../../dist/local/engine.js';
import { openHouse } from '../fixtures/house.js';
import { Visitor } from '../fixtures/visitor.js';

const shapes = [
  {
    shape: 'ga',
    session: (format: unknown) => ({ type: 'realtime', audio: { input: { format }, output: { format } } }),
    formats: [{ type: 'audio/pcmu' }, { type: 'audio/pcma' }, { type: 'audio/pcm', rate: 24_000 }],
    wrong: { type: 'audio/pcmu', rate: 8_000 },
    rest: { type: 'realtime', audio: { input: {}, output: {} } },
    params: ['session.audio.input.format', 'session.audio.output.format'],
  },
  {
    shape: 'beta',
    session: (format: unknown) => ({ input_audio_format: format, output_audio_format: format }),
    formats: ['g711_ulaw', 'g711_alaw', 'pcm16'],
    wrong: 'g711',
    rest: {},
    params: ['session.input_audio_format', 'session.output_audio_format'],
  },
] as const;

test.for(shapes)('a page gets the audio format that it asks for, and no made-up one ($shape)', async (example) => {
  const { shape, session, formats, wrong, rest, params } = example;
  const { visit } = await openHouse({ service: { shape } });
  const { visitor, service } = await visit();
  for (const format of formats) {
    visitor.send({ type: 'session.update', event_id: 'ours', session: session(format) });
    const asked = await service.next((event) => event['event_id'] === 'ours');
    expect(asked['session']).toEqual(session(format));
  }
  visitor.send({ type: 'session.update', event_id: 'wrong', session: session(wrong) });
  const refusals = [await visitor.refusal('wrong'), await visitor.refusal('wrong')];
  expect(refusals.map(({ code, param }) => [code, param])).toEqual(params.map((param) => ['field_not_allowed', param]));
  expect((await service.next((event) => event['event_id'] === 'wrong'))['session']).toEqual(rest);
  // An append of the telephone's audio has any number of bytes, and the session lives.
  const up = '{"type":"input_audio_buffer.append","audio":"1dXV1dXV1Q=="}';
  visitor.send(up);
  await service.next('input_audio_buffer.append');
  expect(service.inbox.frames.at(-1)).toBe(up);
});

test('a page cannot clear a loudspeaker of the service: over this socket there is none', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  visitor.send({ type: 'output_audio_buffer.clear', event_id: 'clear' });
  expect(await visitor.refusal('clear')).toMatchObject({ code: 'event_not_allowed', param: 'type' });
  visitor.send({ type: 'input_audio_buffer.clear' });
  await service.next('input_audio_buffer.clear');
  expect(service.inbox.events.map((event) => event['type'])).not.toContain('output_audio_buffer.clear');
});

test('without a key, a page hears the local engine in G.711', async () => {
  const engine = createEngine({ pace: 50 });
  onTestFinished(() => engine.close());
  const { url } = await engine.listen();
  const { url: relayUrl } = await openHouse({ upstream: { kind: 'local', url } });
  const visitor = await Visitor.arrive(relayUrl);
  await visitor.next('session.updated');
  const format = { type: 'audio/pcma' };
  visitor.send({
    type: 'session.update',
    session: { type: 'realtime', audio: { input: { format }, output: { format } } },
  });
  expect((await visitor.next('session.updated'))['session']).toMatchObject({
    audio: { input: { format }, output: { format } },
  });
  visitor.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Thank you!' }] },
  });
  visitor.send({ type: 'response.create' });
  await visitor.next('response.done', 15_000);
  const sizes = visitor.inbox.events
    .filter((event) => event['type'] === 'response.output_audio.delta')
    .map((event) => Buffer.from(String(event['delta']), 'base64').length);
  // 250 ms, one byte a sample at 8 kHz; the first is smaller.
  expect(sizes[1]).toBe(2_000);
});
