import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { connected, portsAreRead } from './open-session.ts';

const item = { id: 'mcp_1', type: 'mcp_call', server_label: 'shop', name: 'find_order', arguments: '{}' };
const begun = [wire.responseCreated('r'), wire.outputItem('r', item)];
const over = { type: 'response.mcp_call.completed', item_id: 'mcp_1' };

describe('a tool that the service runs by itself', () => {
  it('is shown while it runs, and told to the page', async () => {
    const { connection: relay, session, heard, status } = await connected({ mode: 'text' });
    relay.say(...begun);
    await status('thinking');
    expect(session.snapshot.tools).toEqual([{ callId: 'mcp_1', name: 'find_order', label: null }]);
    relay.say(over);
    await vi.waitFor(() => expect(session.snapshot.tools).toEqual([]));
    expect(heard.filter((name) => name.startsWith('tool-call'))).toEqual(['tool-call started', 'tool-call completed']);
  });

  it('leaves no face that thinks when its answer came in the same response', async () => {
    const { connection: relay, status } = await connected({ mode: 'text' });
    relay.say(...begun, over, wire.written('r', 'a', 'It is on its way.'));
    await status('thinking');
    relay.say(wire.responseDone('r'));
    await status('listening');
  });

  it('is given up when its end is never told', async () => {
    const { connection: relay, session, heard, status } = await connected({ mode: 'text' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      relay.say(...begun, wire.responseDone('r'));
      await portsAreRead();
      await portsAreRead();
      expect(session.snapshot.tools).toHaveLength(1);
      vi.advanceTimersByTime(120_000);
      expect(session.snapshot.tools).toEqual([]);
      expect(heard).toContain('tool-call failed');
      expect(session.snapshot.status).toBe('listening');
    } finally {
      vi.useRealTimers();
    }
    await status('listening');
  });
});

describe('the answer to a tool that the service ran by itself', () => {
  const asked = (relay: { readonly sent: readonly { readonly type: string }[] }): number =>
    relay.sent.filter(({ type }) => type === 'response.create').length;
  const graceIsOver = () => vi.advanceTimersByTimeAsync(100);
  const readAll = async (): Promise<void> => (await portsAreRead(), await portsAreRead());
  const second = { ...item, id: 'mcp_2' };
  const secondOver = { ...over, item_id: 'mcp_2' };

  async function scene(...frames: readonly object[]) {
    const visitor = await connected({ mode: 'text' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    visitor.connection.say(...frames);
    await readAll();
    await graceIsOver();
    await readAll();
    return visitor;
  }

  it('is asked for when the call and its response are over, in either order', async () => {
    expect(asked((await scene(...begun, over)).connection)).toBe(0);
    expect(asked((await scene(...begun, over, wire.responseDone('r'))).connection)).toBe(1);
    expect(asked((await scene(...begun, wire.responseDone('r'), over)).connection)).toBe(1);
  });

  it('is asked for once, for all calls of a response', async () => {
    const { connection: relay } = await scene(...begun, wire.outputItem('r', second), over, wire.responseDone('r'));
    expect(asked(relay)).toBe(0);
    relay.say(secondOver);
    await readAll();
    await graceIsOver();
    await readAll();
    expect(asked(relay)).toBe(1);
  });

  it('is asked for after a call that failed as well: the model has to say so', async () => {
    const failed = { type: 'response.mcp_call.failed', item_id: 'mcp_1' };
    expect(asked((await scene(...begun, failed, wire.responseDone('r'))).connection)).toBe(1);
  });

  it('is not asked for where the service goes on by itself, in the same response or in another', async () => {
    const same = await scene(...begun, over, wire.written('r', 'a', 'It is on its way.'), wire.responseDone('r'));
    expect(asked(same.connection)).toBe(0);
    const other = await scene(...begun, over, wire.responseDone('r'), wire.responseCreated('r2'), wire.responseDone('r2'));
    expect(asked(other.connection)).toBe(0);
  });

  it('is not asked for where the response was cut off, or the session lost', async () => {
    expect(asked((await scene(...begun, over, wire.responseDone('r', 'cancelled'))).connection)).toBe(0);
    const { connection: relay, relay: next } = await scene(...begun, wire.responseDone('r'));
    relay.drop();
    await readAll();
    await graceIsOver();
    await readAll();
    expect(next.connections.slice(1).map((later) => asked(later))).toEqual([0]);
  });

  it('is not asked for after the relay’s own tools, which the relay sees to', async () => {
    const tool = { type: 'extension.relay.tool_call', call_id: 'c', name: 'search' };
    const frames = [wire.responseCreated('r'), { ...tool, status: 'started' }, { ...tool, status: 'completed' }];
    expect(asked((await scene(...frames, wire.responseDone('r'))).connection)).toBe(0);
  });
});

describe('a call that waits for consent', () => {
  const request = { id: 'ask_1', type: 'mcp_approval_request', server_label: 'shop', name: 'cancel_order', arguments: '{"number":7}' };
  const asking = [wire.responseCreated('r'), wire.outputItem('r', request), wire.responseDone('r')];

  async function waiting() {
    const visitor = await connected({ mode: 'text' });
    visitor.connection.say(...asking);
    await vi.waitFor(() => expect(visitor.session.snapshot.approvals).toHaveLength(1));
    return visitor;
  }

  it('is in the snapshot until it is answered', async () => {
    const { session } = await waiting();
    const [approval] = session.snapshot.approvals;
    expect(approval).toEqual({ approvalId: 'ask_1', serverLabel: 'shop', name: 'cancel_order', arguments: '{"number":7}' });
    session.answerApproval('ask_1', true);
    expect(session.snapshot.approvals).toEqual([]);
  });

  it('is consented to, and its answer asked for when it has run', async () => {
    const { session, connection: relay } = await waiting();
    session.answerApproval('ask_1', true);
    const { item: answer } = await relay.next('conversation.item.create');
    expect(answer).toMatchObject({ type: 'mcp_approval_response', approval_request_id: 'ask_1', approve: true });
    expect(relay.sent.some(({ type }) => type === 'response.create')).toBe(false);
    relay.say(wire.added(item), { type: 'response.mcp_call.in_progress', item_id: 'mcp_1' }, over);
    await relay.next('response.create');
  });

  it('is refused, with a reason, and the model goes on', async () => {
    const { session, connection: relay } = await waiting();
    session.answerApproval('ask_1', false, 'Another order was meant.');
    const { item: answer } = await relay.next('conversation.item.create');
    expect(answer).toMatchObject({ approve: false, reason: 'Another order was meant.' });
    await relay.next('response.create');
  });

  it('is not answered twice, nor one that nobody asked about, nor with a novel', async () => {
    const { session } = await waiting();
    expect(() => session.answerApproval('other', true)).toThrow(/approvalId/);
    expect(() => session.answerApproval('ask_1', true, 'x'.repeat(1_001))).toThrow(/reason/);
    session.answerApproval('ask_1', true);
    expect(() => session.answerApproval('ask_1', false)).toThrow(/approvalId/);
  });
});

it('a warning of the service is told to the developer, and to no visitor', async () => {
  const { connection: relay, session, heard } = await connected({ mode: 'text', dialect: 'openai-beta' });
  relay.say({ type: 'warning', warning: { message: 'No such voice.', code: 'voice_unknown' } });
  await vi.waitFor(() => expect(heard).toContain('error server-error'));
  expect(session.snapshot.error).toBeNull();
});
