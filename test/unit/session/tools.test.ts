import { describe, expect, it, vi } from 'vitest';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import type { ClientTool } from '../../../src/session/client-tool.ts';
import { runTool } from '../../../src/session/tool-runner.ts';
import { wire } from '../conversation/play.ts';
import { connected, portsAreRead, visit } from './open-session.ts';

const tool = (name: string, run: ClientTool['run'], fields: Partial<ClientTool> = {}): ClientTool => ({
  name,
  description: `Does ${name}.`,
  parameters: { type: 'object', properties: {} },
  run,
  ...fields,
});
const called = (...calls: object[]) => [
  wire.responseCreated('r'),
  wire.responseDone('r', 'completed', { output: calls }),
];

describe('tools of the page', () => {
  it('are offered to the model, run, and answered before it is asked to go on, once', async () => {
    const run = vi.fn<ClientTool['run']>(() => ({ level: 1 }));
    const visitor = await connected({ mode: 'text', tools: [tool('dim', run), tool('scroll', () => 'down')] });
    const { connection: relay, heard } = visitor;
    const update = await relay.next('session.update');
    expect((update['session'] as { tools: object[] }).tools).toMatchObject([
      { type: 'function', name: 'dim' },
      { name: 'scroll' },
    ]);
    relay.say(...called(wire.call('1', 'dim', '{"to":1}'), wire.call('2', 'scroll', '')));
    await relay.next('response.create');
    expect(run).toHaveBeenCalledWith({ to: 1 }, { signal: expect.any(AbortSignal) as AbortSignal });
    expect(relay.sent.slice(1)).toMatchObject([
      { item: { type: 'function_call_output', call_id: 'call_1', output: '{"level":1}' } },
      { item: { call_id: 'call_2', output: 'down' } },
      { type: 'response.create' },
    ]);
    expect(heard.filter((name) => name.startsWith('tool-call'))).toEqual([
      'tool-call started',
      'tool-call started',
      'tool-call completed',
      'tool-call completed',
    ]);
  });

  it('keep the face thinking from the question to the answer, with the tool’s own words', async () => {
    let finish = (): void => {};
    const slow = tool('dim', () => new Promise<string>((resolve) => (finish = () => resolve('done'))), {
      label: 'Dimming the light',
    });
    const visitor = await connected({ mode: 'text', tools: [slow] });
    const { connection: relay, heard, session } = visitor;
    relay.say(...called(wire.call('1', 'dim')));
    await portsAreRead();
    expect(session.snapshot.tools).toMatchObject([{ name: 'dim', label: 'Dimming the light' }]);
    finish();
    await relay.next('response.create');
    relay.say(wire.responseCreated('s'));
    await portsAreRead();
    expect(session.snapshot.tools).toEqual([]);
    expect(heard.filter((name) => name.startsWith('status')).slice(2)).toEqual(['status thinking']);
  });

  it('of the relay keep the face thinking too, until the answer to them begins', async () => {
    const visitor = await connected({ mode: 'text' });
    const { connection: relay, heard, session } = visitor;
    const activity = { type: 'extension.relay.tool_call', call_id: 'call_1', name: 'search', label: 'Searching' };
    relay.say(wire.responseCreated('r'));
    relay.say({ ...activity, status: 'started' });
    relay.say(wire.responseDone('r', 'completed'));
    relay.say({ ...activity, status: 'completed' });
    await portsAreRead();
    relay.say(wire.responseCreated('s'));
    await portsAreRead();
    expect(heard.filter((name) => name.startsWith('status')).slice(2)).toEqual(['status thinking']);
    relay.say(wire.responseDone('s', 'completed'));
    await visitor.status('listening');
    // A stopped search is followed by no answer.
    relay.say(wire.responseCreated('t'));
    relay.say({ ...activity, status: 'started' });
    relay.say(wire.responseDone('t', 'completed'));
    await visitor.status('thinking');
    session.interrupt();
    relay.say({ ...activity, status: 'failed' });
    await visitor.status('listening');
  });

  it('that fail tell the model without the page’s secrets, and the visitor’s session lives', async () => {
    const visitor = await connected({
      mode: 'text',
      tools: [
        tool('dim', () => {
          throw new Error('password=1234');
        }),
      ],
    });
    const { connection: relay, session } = visitor;
    relay.say(...called(wire.call('1', 'dim'), wire.call('2', 'unknown'), wire.call('3', 'dim', '{')));
    await relay.next('response.create');
    const outputs = relay.sent.flatMap((frame) =>
      'item' in frame ? [(frame['item'] as { output: string }).output] : [],
    );
    expect(outputs.toSorted()).toEqual([
      '{"error":"The arguments of dim are not JSON."}',
      '{"error":"There is no tool named \\"unknown\\" on this page."}',
      '{"error":"dim failed."}',
    ]);
    expect(session.snapshot).toMatchObject({ error: { code: 'tool-failed' } });
    expect(session.snapshot.status).not.toBe('error');
  });

  it('that outlive the connection are told to stop, and their result goes nowhere', async () => {
    let signal: AbortSignal | undefined;
    const visitor = await connected({
      mode: 'text',
      tools: [
        tool('slow', (_, context) => {
          signal = context.signal;
          return new Promise((resolve) => context.signal.addEventListener('abort', () => resolve('too late')));
        }),
      ],
    });
    visitor.connection.say(...called(wire.call('1', 'slow')));
    await vi.waitFor(() => expect(signal).toBeDefined());
    visitor.connection.drop();
    const again = await visitor.relay.connection();
    again.accept();
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    await visitor.status('listening');
    await portsAreRead();
    expect(again.sent.map(({ type }) => type)).toEqual(['session.update']);
  });

  it('come and go while connected', async () => {
    const { session, connection: relay } = await connected({ mode: 'text' });
    const remove = session.registerTool(tool('dim', () => 'ok'));
    expect((await relay.next('session.update'))['session']).toMatchObject({ tools: [{ name: 'dim' }] });
    remove();
    expect((await relay.next('session.update'))['session']).toMatchObject({ tools: [] });
  });

  it.each([
    [{ name: 'no spaces' }, 'no spaces'],
    [{ run: 'x' }, 'function'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ parameters: 'x' }, 'parameters'],
    [{ parameters: { a: () => {} } }, 'parameters'],
  ])('are refused where they could not work: %o', (fields, word) => {
    const wrong = tool('dim', () => 'ok', fields as Partial<ClientTool>);
    const { session } = visit({ mode: 'text' });
    expect(() => session.registerTool(wrong)).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(word) as string }) as Error,
    );
    expect(() => visit({ tools: [wrong] })).toThrow(AssistantError);
  });

  it.each([null, 'x', {}])('that are %j are no tools', (tools) => {
    expect(() => visit({ tools: tools as never })).toThrow(AssistantError);
    expect(() => visit({ tools: [tools] as never })).toThrow(AssistantError);
  });
});

describe('one run of a tool', () => {
  const call = { callId: 'c', name: 'slow', arguments: '' };

  it('is bounded in time', async () => {
    vi.useFakeTimers();
    try {
      let signal: AbortSignal | undefined;
      const endless = tool('slow', (_, context) => ((signal = context.signal), new Promise(() => {})), {
        timeoutMs: 500,
      });
      const outcome = runTool(endless, call, new AbortController().signal);
      await vi.advanceTimersByTimeAsync(500);
      expect(await outcome).toMatchObject({
        output: '{"error":"slow took longer than 500 ms."}',
        error: { code: 'tool-failed' },
      });
      expect(signal?.aborted).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is bounded in what it says', async () => {
    const { output } = await runTool(
      tool('slow', () => 'x'.repeat(1_000_000)),
      call,
      new AbortController().signal,
    );
    expect(output).toHaveLength(100_000);
  });

  it.each([
    [undefined, 'null'],
    [0, '0'],
    ['', ''],
    [{ a: [1] }, '{"a":[1]}'],
    [Symbol('x'), 'null'],
  ])('says %s as %s', async (result, expected) => {
    expect(
      await runTool(
        tool('slow', () => result),
        call,
        new AbortController().signal,
      ),
    ).toEqual({ output: expected, error: null });
  });

  it('whose result cannot be told has failed', async () => {
    expect(
      await runTool(
        tool('slow', () => 1n),
        call,
        new AbortController().signal,
      ),
    ).toMatchObject({ error: { code: 'tool-failed' } });
  });
});

it('a registered tool stays when the page changes its other ones, and comes before one of the same name', async () => {
  const named = (name: string, description = '') => ({ name, description, parameters: {}, run: () => description });
  const { session, connection } = await connected({ mode: 'text', tools: [named('dim')] });
  const remove = session.registerTool(named('cart', 'registered'));
  session.configure({ tools: [named('cart', 'of the page'), named('scroll')] });
  const told = () => (connection.sent.at(-1)!['session'] as { tools: { name: string; description: string }[] }).tools;
  await vi.waitFor(() => expect(told().map(({ name }) => name).sort()).toEqual(['cart', 'scroll']));
  expect(told().find(({ name }) => name === 'cart')?.description).toBe('registered');
  remove();
  await vi.waitFor(() => expect(told().find(({ name }) => name === 'cart')?.description).toBe('of the page'));
});
