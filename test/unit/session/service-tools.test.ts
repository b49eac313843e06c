import { describe, expect, it, vi } from 'vitest';
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

it('a warning of the service is told to the developer, and to no visitor', async () => {
  const { connection: relay, session, heard } = await connected({ mode: 'text', dialect: 'openai-beta' });
  relay.say({ type: 'warning', warning: { message: 'No such voice.', code: 'voice_unknown' } });
  await vi.waitFor(() => expect(heard).toContain('error server-error'));
  expect(session.snapshot.error).toBeNull();
});
