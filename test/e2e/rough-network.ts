import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Bytes a second of a throttled network: half of what speech needs. */
const THROTTLED_RATE = 30_000;

interface Pair {
  readonly page: Socket;
  readonly relay: Socket;
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

  flow(): void {
    this.#refuses = false;
    this.#throttled = false;
    this.#stalled = false;
    for (const { page, relay } of this.#pairs) {
      page.resume();
      relay.resume();
    }
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
    const pair = { page, relay };
    this.#pairs.add(pair);
    this.#pass(page, relay);
    this.#pass(relay, page);
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

  #pass(from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      if (!this.#buried.has(to)) to.write(bytes);
      if (!this.#throttled) return;
      from.pause();
      setTimeout(() => !this.#stalled && !this.#buried.has(from) && from.resume(), (bytes.length / THROTTLED_RATE) * 1_000);
    });
    from.on('end', () => !this.#buried.has(to) && to.end());
  }
}
