import { expect, test } from 'vitest';
import type { Tool } from '../../src/index.js';
import { openHouse } from '../fixtures/house.js';

/** A tool that ends when the test says so, and says whether it was stopped. */
function heldTool() {
  let release = (): void => {};
  const state = { isStopped: false, release: () => release() };
  const tool: Tool = {
    name: 'held',
    description: 'Waits.',
    parameters: { type: 'object' },
    run: (_args, { signal }) =>
      new Promise((resolve) => {
        release = () => resolve({ output: '"found"' });
        signal.addEventListener('abort', () => (state.isStopped = true));
      }),
  };
  return { tool, state };
}

const call = { name: 'held', arguments: '{}' };
const speech = (type: string) => ({ type: `input_audio_buffer.${type}`, item_id: 'item_speech' });

async function withHeldTool(options: Parameters<typeof openHouse>[0] = {}) {
  const { tool, state } = heldTool();
  const { visit } = await openHouse({ tools: [tool], ...options });
  const { visitor, service } = await visit();
  service.calls([call]);
  await visitor.next('extension.relay.tool_call');
  return { visitor, service, state };
}

test('a visitor who presses stop while a tool runs stops the tool, and no answer follows', async () => {
  const { visitor, service, state } = await withHeldTool();
  visitor.send({ type: 'response.cancel' });
  expect(await visitor.next((event) => event['status'] === 'failed')).toMatchObject({ name: 'held' });
  const { item } = await service.next('conversation.item.create');
  expect(JSON.parse(item.output).error).toContain('stopped');
  expect(state.isStopped).toBe(true);
  visitor.send({ type: 'input_audio_buffer.clear' });
  await service.next('input_audio_buffer.clear');
  expect(service.inbox.types()).not.toContain('response.create');
  // The next question is answered as ever.
  service.calls([call]);
  await visitor.next((event) => event['status'] === 'started');
  state.release();
  await service.next('response.create');
});

test('a stop that names another response leaves the tool alone', async () => {
  const { visitor, service, state } = await withHeldTool();
  visitor.send({ type: 'response.cancel', response_id: 'resp_of_long_ago' });
  await service.next('response.cancel');
  state.release();
  await service.next('response.create');
  expect(state.isStopped).toBe(true); // by its end, not before: the output is the tool's own
  expect(service.inbox.events.find((event) => event['item'])?.['item'].output).toBe('"found"');
});

test('the answer to a tool does not speak over a visitor: the response to their words answers both', async () => {
  const { visitor, service, state } = await withHeldTool();
  service.send(speech('speech_started'));
  await visitor.next('input_audio_buffer.speech_started');
  state.release();
  await service.next('conversation.item.create');
  service.send(speech('speech_stopped'));
  service.send(speech('committed'));
  service.says('Both at once.');
  await visitor.next((event) => event['type'] === 'response.done' && event['response'].output[0]?.type === 'message');
  visitor.send({ type: 'input_audio_buffer.clear' });
  await service.next('input_audio_buffer.clear');
  expect(service.inbox.types()).not.toContain('response.create');
});

test.for(['committed', 'cleared'])('it comes when their words began no response (%s)', async (end) => {
  const { visitor, service, state } = await withHeldTool({
    turnDetection: { type: 'server_vad', create_response: false },
  });
  service.send(speech('speech_started'));
  await visitor.next('input_audio_buffer.speech_started');
  state.release();
  await service.next('conversation.item.create');
  expect(service.inbox.types()).not.toContain('response.create');
  service.send(speech(end));
  await service.next('response.create');
});

test('an answer beside the conversation calls no tool, and asks for no further answer', async () => {
  const { tool } = heldTool();
  const { visit } = await openHouse({ tools: [tool] });
  const { visitor, service } = await visit();
  const response = { id: 'resp_beside', conversation_id: null, status: 'in_progress', output: [] as unknown[] };
  service.send({ type: 'response.created', response });
  const output = [{ id: 'i', type: 'function_call', call_id: 'call_beside', name: 'held', arguments: '{}' }];
  service.send({ type: 'response.done', response: { ...response, status: 'completed', output } });
  expect((await visitor.next('response.done'))['response'].output).toEqual([]);
  visitor.send({ type: 'input_audio_buffer.clear' });
  await service.next('input_audio_buffer.clear');
  expect(visitor.types()).not.toContain('extension.relay.tool_call');
  expect(service.inbox.types()).toEqual(['session.update', 'input_audio_buffer.clear']);
});
