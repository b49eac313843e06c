import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Store } from '../../../src/base/store.ts';

const settled = () => Promise.resolve().then(() => {});

describe('the store that faces read from', () => {
  it('tells of many changes once, with the newest value', async () => {
    const store = new Store({ count: 0, name: 'a' });
    const heard = vi.fn<(value: { count: number; name: string }) => void>();
    store.subscribe(heard);
    store.patch({ count: 1 });
    store.patch({ count: 2 });
    expect(heard).not.toHaveBeenCalled();
    expect(store.value.count).toBe(2);
    await settled();
    expect(heard.mock.calls).toEqual([[{ count: 2, name: 'a' }]]);
  });

  it('says nothing when nothing differs', async () => {
    const store = new Store({ count: 1 });
    const heard = vi.fn<() => void>();
    store.subscribe(heard);
    const before = store.value;
    store.patch({ count: 1 });
    await settled();
    expect(heard).not.toHaveBeenCalled();
    expect(store.value).toBe(before);
  });

  it('gives out values that nobody can change', () => {
    const store = new Store({ count: 1 });
    expect(Object.isFrozen(store.value)).toBe(true);
    store.patch({ count: 2 });
    expect(Object.isFrozen(store.value)).toBe(true);
  });

  it('tells of a change that a listener makes', async () => {
    const store = new Store({ count: 0 });
    const counts: number[] = [];
    store.subscribe(({ count }) => {
      counts.push(count);
      if (count < 3) store.patch({ count: count + 1 });
    });
    store.patch({ count: 1 });
    await vi.waitFor(() => expect(counts).toEqual([1, 2, 3]));
  });

  it('stops telling who does not want to hear any more, and everybody when closed', async () => {
    const store = new Store({ count: 0 });
    const left = vi.fn<() => void>();
    const stayed = vi.fn<() => void>();
    const stop = store.subscribe(left);
    store.subscribe(stayed);
    stop();
    store.patch({ count: 1 });
    await settled();
    expect(left).not.toHaveBeenCalled();
    expect(stayed).toHaveBeenCalledTimes(1);
    store.patch({ count: 2 });
    store.close();
    await settled();
    expect(stayed).toHaveBeenCalledTimes(1);
  });

  it('tells the others when one listener throws, and the error surfaces', async () => {
    const surfaced: unknown[] = [];
    const outer = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => surfaced.push(reason));
    onTestFinished(() => {
      process.removeAllListeners('unhandledRejection');
      for (const listener of outer) process.on('unhandledRejection', listener);
    });
    const store = new Store({ count: 0 });
    const heard = vi.fn<() => void>();
    store.subscribe(() => {
      throw new Error('a page made a mistake');
    });
    store.subscribe(heard);
    store.patch({ count: 1 });
    await vi.waitFor(() => expect(surfaced).toEqual([new Error('a page made a mistake')]));
    expect(heard).toHaveBeenCalledTimes(1);
    store.patch({ count: 2 });
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
  });
});
