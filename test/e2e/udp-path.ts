import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A way for datagrams to one port of this machine and back, as a router makes it, which a test can cut: nobody is told then. */
export class UdpPath {
  readonly #near = createSocket('udp4');
  /** By the port that they come from: a browser tries all of its own. */
  readonly #far = new Map<number, Socket>();
  readonly #to: number;
  #isCut = false;

  private constructor(port: number) {
    this.#to = port;
    this.#near.on('message', (packet, { address, port: from }) => {
      if (!this.#isCut) this.#socketFor(from, address).send(packet, this.#to, '127.0.0.1');
    });
  }

  static async open(port: number): Promise<UdpPath> {
    const path = new UdpPath(port);
    path.#near.bind(0, '127.0.0.1');
    await once(path.#near, 'listening');
    return path;
  }

  /** Where it begins. */
  get port(): number {
    return this.#near.address().port;
  }

  cut(): void {
    this.#isCut = true;
  }

  close(): void {
    for (const socket of [this.#near, ...this.#far.values()]) socket.close();
  }

  #socketFor(port: number, address: string): Socket {
    const known = this.#far.get(port);
    if (known !== undefined) return known;
    const socket = createSocket('udp4', (packet) => {
      if (!this.#isCut) this.#near.send(packet, port, address);
    });
    this.#far.set(port, socket);
    return socket;
  }
}
