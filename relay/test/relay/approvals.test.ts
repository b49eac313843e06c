import { expect, test } from 'vitest';
import { openHouse } from '../fixtures/house.js';

const request = { id: 'mcpr_1', type: 'mcp_approval_request', server_label: 'shop', name: 'order', arguments: '{}' };
const answer = (approval_request_id: string, event_id: string) => ({
  type: 'conversation.item.create',
  event_id,
  item: { type: 'mcp_approval_response', approval_request_id, approve: true },
});

test('a visitor consents to what they were asked, once; nobody to what they were not, or another was', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  const other = await visit();
  await service.configured();
  visitor.send(answer('mcpr_1', 'early'));
  expect(await visitor.refusal('early')).toMatchObject({ code: 'event_not_allowed', param: 'item.approval_request_id' });

  service.send({ type: 'conversation.item.added', previous_item_id: null, item: { ...request, arguments: '' } });
  service.send({ type: 'conversation.item.done', previous_item_id: null, item: request });
  expect((await visitor.next('conversation.item.done'))['item']).toEqual(request);
  other.visitor.send(answer('mcpr_1', 'of another'));
  expect(await other.visitor.refusal('of another')).toMatchObject({ param: 'item.approval_request_id' });
  visitor.send(answer('mcpr_1', 'yes'));
  expect(await service.next('conversation.item.create')).toEqual(answer('mcpr_1', 'yes'));

  // Told once more, as when its response is over, it waits for no second answer.
  service.send({ type: 'response.output_item.done', response_id: 'resp_1', output_index: 0, item: request });
  await visitor.next('response.output_item.done');
  visitor.send(answer('mcpr_1', 'again'));
  expect(await visitor.refusal('again')).toMatchObject({ param: 'item.approval_request_id' });
  expect(service.inbox.types().filter((type) => type === 'conversation.item.create')).toHaveLength(1);
});

test('a page that makes up a request consents to nothing', async () => {
  const { visit } = await openHouse();
  const { visitor } = await visit();
  visitor.send({ type: 'conversation.item.create', event_id: 'made up', item: request });
  expect(await visitor.refusal('made up')).toMatchObject({ param: 'item.type' });
  visitor.send(answer('mcpr_1', 'yes'));
  expect(await visitor.refusal('yes')).toMatchObject({ param: 'item.approval_request_id' });
});
