import type { CDPSession, Page } from 'playwright';

/** What the browser's own instruments tell of a page. */
export class PageMetrics {
  readonly #client: CDPSession;

  private constructor(client: CDPSession) {
    this.#client = client;
  }

  static async of(page: Page): Promise<PageMetrics> {
    const client = await page.context().newCDPSession(page);
    // In the time that the thread itself ran: other processes on the machine do not count.
    await client.send('Performance.enable', { timeDomain: 'threadTicks' });
    await client.send('HeapProfiler.enable');
    return new PageMetrics(client);
  }

  /** A counter by its name in the DevTools protocol: seconds, or a number of things. */
  async read(name: string): Promise<number> {
    const { metrics } = await this.#client.send('Performance.getMetrics');
    const metric = metrics.find((metric) => metric.name === name);
    if (metric === undefined) throw new Error(`the browser has no metric ${name}`);
    return metric.value;
  }

  async collectGarbage(): Promise<void> {
    // One collection leaves what only finalizers and wrappers of other heaps keep.
    for (let i = 0; i < 4; i += 1) await this.#client.send('HeapProfiler.collectGarbage');
  }

  /**
   * How many objects live whose prototype chain holds what the expression names.
   * @param condition in JavaScript, on `object`, of those that count
   */
  async countLive(prototype: string, condition = 'true'): Promise<number> {
    const { result } = await this.#client.send('Runtime.evaluate', { expression: prototype });
    if (result.objectId === undefined) throw new Error(`${prototype} is no object of the page`);
    const { objects } = await this.#client.send('Runtime.queryObjects', { prototypeObjectId: result.objectId });
    const count = await this.#client.send('Runtime.callFunctionOn', {
      objectId: objects.objectId!,
      functionDeclaration: `function () { return this.filter((object) => ${condition}).length; }`,
      returnByValue: true,
    });
    // What was looked at must not live on by that.
    await this.#client.send('Runtime.releaseObject', { objectId: objects.objectId! });
    await this.#client.send('Runtime.releaseObject', { objectId: result.objectId });
    return Number(count.result.value);
  }
}
