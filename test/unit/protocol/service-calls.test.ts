import { describe, expect, it } from 'vitest';
import { openaiBeta } from '../../../src/protocol/openai-beta.ts';
import { openai } from '../../../src/protocol/openai.ts';
import type { ServerEvent } from '../../../src/protocol/server-event.ts';

const call = { id: 'mcp_1', type: 'mcp_call', server_label: 'shop', name: 'find_order', arguments: '' };
const written = { ...call, arguments: '{"number":7}' };
const added = { type: 'response.output_item.added', response_id: 'r', output_index: 0, item: call };
const done = { type: 'response.output_item.done', response_id: 'r', output_index: 0, item: written };
const progress = (what: string) => ({ type: `response.mcp_call.${what}`, item_id: 'mcp_1', output_index: 0 });
const responseDone = (status: string) => ({ type: 'response.done', response: { id: 'r', status, output: [] } });
const search = (what: string) => ({ type: `response.web_search_call.${what}`, response_id: 'r', item_id: 'ws_1' });

/** What the frames tell of tools: `name status`. */
function tools(...frames: readonly object[]): string[] {
  return decode(...frames).flatMap((event) =>
    event.type === 'tool-activity' ? [`${event.callId} ${event.name} ${event.status}`] : [],
  );
}

function decode(...frames: readonly object[]): readonly ServerEvent[] {
  const [ga, beta] = [openai, openaiBeta].map((dialect) => {
    const connection = dialect.open({});
    return frames.flatMap((frame) => connection.decode(JSON.stringify(frame)));
  });
  if (!JSON.stringify(frames).includes('search_call')) expect(ga).toEqual(beta);
  return beta!;
}

describe('a tool of an MCP server', () => {
  it('is told of once when it begins and once when it is over, by its name', () => {
    const item = { ...written, output: 'Shipped.' };
    expect(
      tools(added, progress('in_progress'), progress('completed'), { ...done, item }, responseDone('completed')),
    ).toEqual(['mcp_1 find_order started', 'mcp_1 find_order completed']);
  });

  it('may run behind the end of the answer that called it', () => {
    expect(tools(added, done, responseDone('completed'), progress('in_progress'))).toEqual([
      'mcp_1 find_order started',
    ]);
    expect(tools(added, done, responseDone('completed'), progress('in_progress'), progress('failed'))).toEqual([
      'mcp_1 find_order started',
      'mcp_1 find_order failed',
    ]);
  });

  it('that failed is told by its item alone as well', () => {
    const item = { ...written, error: { type: 'tool_execution_error', message: 'No such order.' } };
    expect(tools(added, { ...done, item })).toEqual(['mcp_1 find_order started', 'mcp_1 find_order failed']);
  });

  it.each(['cancelled', 'incomplete', 'failed'])('ends with an answer that was %s', (status) => {
    expect(tools(added, responseDone(status))).toEqual(['mcp_1 find_order started', 'mcp_1 find_order failed']);
  });

  it('is told of without its name where nothing named it', () => {
    expect(tools(progress('in_progress'), progress('completed'))).toEqual(['mcp_1  started', 'mcp_1  completed']);
  });

  it('does not begin again when its beginning is told late', () => {
    expect(tools(added, progress('completed'), progress('in_progress'), added)).toHaveLength(2);
  });

  it('passes what says nothing new, with its frame', () => {
    expect(decode(added, progress('in_progress')).at(-1)).toEqual({
      type: 'unknown',
      wireType: 'response.mcp_call.in_progress',
      raw: progress('in_progress'),
    });
  });

  it('remembers no endless list of calls', () => {
    const frames = Array.from({ length: 1000 }, (_, i) => ({ ...progress('in_progress'), item_id: `mcp_${i}` }));
    expect(tools(...frames)).toHaveLength(1000);
    expect(tools(...frames, progress('completed'))).toHaveLength(1000);
  });

  it('that cannot be listed is a warning', () => {
    const [event] = decode({ type: 'mcp_list_tools.failed', item_id: 'mcpl_1' });
    expect(event).toMatchObject({ type: 'warning', code: 'mcp_list_tools_failed' });
  });
});

describe('consent to a tool of an MCP server', () => {
  const request = { id: 'mcpr_1', type: 'mcp_approval_request', server_label: 'shop', name: 'cancel_order' };
  const asked = { approvalId: 'mcpr_1', serverLabel: 'shop', name: 'cancel_order', arguments: '{"number":7}' };

  it('is asked for when the call is written', () => {
    const item = { ...request, arguments: '{"number":7}' };
    const types = decode(
      { type: 'conversation.item.added', item: { ...request, arguments: '' } },
      { type: 'conversation.item.done', item },
    );
    expect(types.map(({ type }) => type)).toEqual(['item-added', 'item-done', 'approval-requested']);
    expect(types[2]).toMatchObject(asked);
  });

  it('is asked for at once where the call comes whole, as Voice Live sends it', () => {
    const item = { ...request, arguments: '{"number":7}' };
    expect(decode({ type: 'conversation.item.created', item })[1]).toMatchObject(asked);
  });

  it('is asked for without arguments where the tool takes none', () => {
    expect(decode({ type: 'conversation.item.done', item: request })[1]).toMatchObject({ ...asked, arguments: '' });
  });

  it('is over when anybody has answered', () => {
    const item = { id: 'i', type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true };
    expect(decode({ type: 'conversation.item.added', item })[1]).toMatchObject({
      type: 'approval-answered',
      approvalId: 'mcpr_1',
    });
  });
});

describe('Voice Live', () => {
  it('tells of its own searches', () => {
    const item = { id: 'ws_1', type: 'web_search_call', status: 'in_progress' };
    expect(
      tools(
        { type: 'response.output_item.added', response_id: 'r', item },
        search('in_progress'),
        search('searching'),
        search('completed'),
        { type: 'response.output_item.done', response_id: 'r', item: { ...item, status: 'completed' } },
      ),
    ).toEqual(['ws_1 web_search started', 'ws_1 web_search completed']);
  });

  it('warns', () => {
    const frame = { type: 'warning', warning: { message: 'No such voice.', code: 'voice_unknown', param: 'voice' } };
    expect(openaiBeta.open({}).decode(JSON.stringify(frame))).toEqual([
      { type: 'warning', code: 'voice_unknown', message: 'No such voice.', raw: frame },
    ]);
  });
});
