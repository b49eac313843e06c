import { expect, test } from 'vitest';
import { openHouse } from '../fixtures/house.js';

test('a page that has its visitor interpreted for a while keeps its own tools, also those that it declares meanwhile', async () => {
  const { visit } = await openHouse({ clientTools: 'any' });
  const { visitor, service } = await visit();
  await service.configured();
  const tool = (name: string) => ({ type: 'function', name, description: 'Does.', parameters: { type: 'object' } });
  const declare = (name: string) =>
    visitor.send({ type: 'session.update', session: { type: 'realtime', tools: [tool(name)] } });
  const names = async () => ((await service.configured())['tools'] as { name: string }[]).map(({ name }) => name);
  const interpret = { type: 'extension.relay.session', task: 'translation', output_language: 'de' };
  const assist = { type: 'extension.relay.session', task: 'assistant' };
  declare('first');
  expect(await names()).toEqual(['search', 'first']);
  visitor.send(interpret);
  expect(await names()).toEqual([]);
  visitor.send(assist);
  expect(await names()).toEqual(['search', 'first']);
  visitor.send(interpret);
  expect(await names()).toEqual([]);
  declare('second');
  expect(await names()).toEqual([]);
  visitor.send(assist);
  expect(await names()).toEqual(['search', 'second']);
  service.calls([{ name: 'second', arguments: '{}' }]);
  await visitor.next('response.function_call_arguments.done');
});

test.for(['ga', 'beta'] as const)('what a task makes of the instructions is as hidden as they were (%s)', async (shape) => {
  const { visit } = await openHouse({ service: { shape }, instructions: 'The secret of the house.' });
  const { visitor, service } = await visit();
  await service.configured();
  for (const task of ['assistant', 'translation', 'assistant']) {
    visitor.send({ type: 'extension.relay.session', task, language: 'en', output_language: 'de' });
    expect((await service.configured())['instructions']).toMatch(/German/);
    expect((await visitor.next('session.updated'))['session']).toMatchObject({ instructions: '', tools: [] });
  }
  expect(visitor.inbox.frames.join()).not.toMatch(/secret|German|"search"/);
});
