import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Bytes a second of a throttled network: half of what speech needs. */
const THROTTLED_RATE = 30_000;

interface Pair {
  readonly page: Socket;
  readonly relay: Socket;
  /** Kept back until another connection has opened. */
  isHeld: boolean;
}

/** The way between a page and its relay, which a test can spoil: real TCP, byte for byte, no knowledge of what passes. */
export class RoughNetwork {
  /** Where connections go. */
  port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #buried = new Set<Socket>();
  #refuses = false;
  #throttled = false;
  #stalled = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(port: number): Promise<RoughNetwork> {
    const server = createServer();
    const network = new RoughNetwork(server, port);
    server.on('connection', (page) => network.#join(page));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every connection ends at once, without a word. */
  cut(): void {
    for (const { page, relay } of this.#pairs) {
      page.destroy();
      relay.destroy();
    }
  }

  /** The relay's side ends, the page's goes on. */
  halfClose(): void {
    for (const { page } of this.#pairs) page.end();
  }

  /** Nothing passes until {@link flow}; nobody is told. */
  stall(): void {
    this.#stalled = true;
    for (const { page, relay } of this.#pairs) {
      page.pause();
      relay.pause();
    }
  }

  throttle(): void {
    this.#throttled = true;
  }

  /** Who is here is cut off, and who comes is turned away, until {@link flow}. */
  refuse(): void {
    this.#refuses = true;
    this.cut();
  }

  /** What is stalled now never moves again, as after a change of network; new connections do. */
  bury(): void {
    for (const pair of this.#pairs) {
      this.#pairs.delete(pair);
      this.#buried.add(pair.page.pause());
      pair.relay.destroy();
    }
  }

  /**
   * What comes from the relay, and with `whole` what goes to it, waits until the next connection has opened. Then it all comes in its own
   * order: late frames, and behind them the end, which one side or both learn after the new one's beginning. Resolves when they have.
   */
  async holdBack(whole: boolean): Promise<void> {
    const ends = [...this.#pairs].map((pair) => {
      pair.isHeld = true;
      pair.relay.pause();
      if (whole) pair.page.pause();
      return new Promise((resolve) => pair.page.once('close', resolve));
    });
    await Promise.all(ends);
  }

  /** The ends of what is held back overtake what was under way, which is lost. */
  overtake(): void {
    for (const { isHeld, page, relay } of this.#pairs) {
      if (!isHeld) continue;
      page.end();
      relay.end();
    }
  }

  flow(): void {
    this.#refuses = false;
    this.#throttled = false;
    this.#stalled = false;
    for (const pair of this.#pairs) this.#resume(pair);
  }

  async close(): Promise<void> {
    this.cut();
    for (const socket of this.#buried) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(page: Socket): void {
    page.on('error', () => {});
    page.on('close', () => this.#buried.delete(page));
    if (this.#refuses) return void page.destroy();
    const relay = connect(this.port, '127.0.0.1');
    relay.on('error', () => {});
    const pair = { page, relay, isHeld: false };
    this.#pairs.add(pair);
    this.#pass(page, relay, pair);
    this.#pass(relay, page, pair);
    relay.once('data', () => this.#release(pair));
    const end = (): void => {
      // One that was buried stays as it is for the page.
      if (!this.#pairs.delete(pair)) return;
      page.destroy();
      relay.destroy();
    };
    page.on('close', end);
    relay.on('close', end);
    if (this.#stalled) this.stall();
  }

  #resume({ page, relay, isHeld }: Pair): void {
    if (isHeld || this.#stalled) return;
    page.resume();
    relay.resume();
  }

  /** That one has opened: what was held back for it comes now. */
  #release(opened: Pair): void {
    for (const pair of this.#pairs) {
      if (pair === opened) continue;
      pair.isHeld = false;
      this.#resume(pair);
    }
  }

  #pass(from: Socket, to: Socket, pair: Pair): void {
    from.on('data', (bytes) => {
      if (!this.#buried.has(to)) to.write(bytes);
      if (!this.#throttled) return;
      from.pause();
      const isFree = (): boolean => !this.#stalled && !pair.isHeld && !this.#buried.has(from);
      setTimeout(() => isFree() && from.resume(), (bytes.length / THROTTLED_RATE) * 1_000);
    });
    from.on('end', () => !this.#buried.has(to) && to.end());
  }
}
