import { describe, expect, it } from 'vitest';
import { Listener, wire } from './play.ts';

const tool = (call_id: string, status: string, label: string | null = 'Searching the park’s pages…') => ({
  type: 'extension.relay.tool_call',
  call_id,
  name: 'search',
  label,
  status,
});
const steps = (listener: Listener): string[] =>
  listener.state.steps.map(({ callId, status, afterId }) => `${callId} ${status} after ${afterId || 'nothing'}`);

describe('the steps of tools', () => {
  it('stay where they were taken, with how they ended', () => {
    const question = wire.userText('q', 'When?');
    const listener = new Listener().hear(wire.added(question), tool('a', 'started'), tool('b', 'started'));
    expect(steps(listener)).toEqual(['a started after q', 'b started after q']);
    listener.hear(tool('a', 'completed'), wire.added(wire.userText('r', 'Hello?'), 'q'), tool('b', 'failed'));
    expect(steps(listener)).toEqual(['a completed after q', 'b failed after q']);
    expect(listener.state.tools).toEqual([]);
  });

  it('before anything was said stand at the beginning', () => {
    expect(steps(new Listener().hear(tool('a', 'started')))).toEqual(['a started after nothing']);
  });

  it('that nobody will end failed with the connection', () => {
    const listener = new Listener().hear(tool('a', 'completed'), tool('b', 'started'));
    listener.happens({ type: 'connection-lost', resent: [], resaid: [] });
    expect(steps(listener)).toEqual(['a completed after nothing', 'b failed after nothing']);
  });

  it('do not pile up, and go with the conversation', () => {
    const listener = new Listener().hear(...Array.from({ length: 80 }, (_, i) => tool(`t${i}`, 'completed')));
    expect(listener.state.steps).toHaveLength(50);
    expect(listener.state.steps.at(-1)?.callId).toBe('t79');
    expect(listener.happens({ type: 'cleared' }).state.steps).toEqual([]);
  });
});

describe('pictures in a conversation', () => {
  it('stay with their messages, the newest dozen', () => {
    const images = ['data:image/png;base64,AAAA', 'data:image/png;base64,BBBB', 'data:image/png;base64,CCCC'];
    const listener = new Listener().happens(
      ...Array.from({ length: 6 }, (_, i) => ({
        type: 'message-sent' as const,
        itemId: `m${i}`,
        text: 'Look',
        hidden: false,
        images,
      })),
    );
    expect(listener.state.items.map((item) => item.images.length)).toEqual([0, 0, 3, 3, 3, 3]);
  });
});
