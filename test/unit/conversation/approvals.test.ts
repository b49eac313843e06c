import { describe, expect, it } from 'vitest';
import { Listener } from './play.ts';

const request = (id: string, name = 'cancel_order') => ({
  type: 'conversation.item.done',
  item: { id, type: 'mcp_approval_request', server_label: 'shop', name, arguments: '{}' },
});
const answer = (approval_request_id: string) => ({
  type: 'conversation.item.added',
  item: { id: `answer_${approval_request_id}`, type: 'mcp_approval_response', approval_request_id, approve: true },
});
const open = (listener: Listener): string[] => listener.state.approvals.map(({ approvalId }) => approvalId);

describe('calls that wait for consent', () => {
  it('are kept in their order, once each', () => {
    const listener = new Listener().hear(request('a'), request('b'), request('a', 'refund'));
    expect(listener.state.approvals).toEqual([
      { approvalId: 'b', serverLabel: 'shop', name: 'cancel_order', arguments: '{}' },
      { approvalId: 'a', serverLabel: 'shop', name: 'refund', arguments: '{}' },
    ]);
  });

  it('are dropped when they were answered, here or elsewhere, and do not come back', () => {
    const listener = new Listener().hear(request('a'), request('b'), answer('a'));
    listener.happens({ type: 'approval-answered', approvalId: 'b', raw: null });
    expect(open(listener)).toEqual([]);
    expect(open(listener.hear(request('a'), request('b')))).toEqual([]);
  });

  it('are dropped with their item, and with the connection that asked', () => {
    const listener = new Listener().hear(request('a'), { type: 'conversation.item.deleted', item_id: 'a' });
    expect(open(listener)).toEqual([]);
    listener.hear(request('b')).happens({ type: 'connection-lost', resent: [], resaid: [] });
    expect(open(listener)).toEqual([]);
  });

  it('do not pile up', () => {
    const listener = new Listener().hear(...Array.from({ length: 100 }, (_, i) => request(`a${i}`)));
    expect(open(listener)).toHaveLength(20);
    expect(open(listener).at(-1)).toBe('a99');
  });

  it('are no messages', () => {
    expect(new Listener().hear(request('a'), answer('a')).transcript).toEqual([]);
  });
});
