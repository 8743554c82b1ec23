import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before any TCP source (a database, a broker) and misbehaves on demand. */
export class HostileWire {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #mode: 'pass' | 'silence' | { cutAfterBytes: number } = 'pass';

  private constructor(host: string, port: number) {
    this.#server = createServer((caller) => {
      this.#keep(caller);
      const source = connect(port, host);
      this.#keep(source);
      caller.on('data', (bytes) => {
        if (this.#mode !== 'silence') source.write(bytes);
      });
      source.on('data', (bytes) => this.#back(bytes, caller));
      caller.on('close', () => source.destroy());
      source.on('close', () => caller.destroy());
    });
  }

  /** @param target host:port of the real source */
  static async open(target: string): Promise<HostileWire> {
    const { hostname, port } = new URL(`tcp://${target}`);
    const wire = new HostileWire(hostname, Number(port));
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  /** host:port to give to a connector instead of the source's own. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many connections callers hold open. */
  get connections(): number {
    return this.#open.size / 2;
  }

  /** Everything is swallowed, in both directions; connections stay open. */
  silence(): void {
    this.#mode = 'silence';
  }

  /** The next connection breaks off once after so many bytes of answers. */
  cutAfter(bytes: number): void {
    this.#mode = { cutAfterBytes: bytes };
  }

  behave(): void {
    this.#mode = 'pass';
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #back(bytes: Buffer, caller: Socket): void {
    if (this.#mode === 'silence') return;
    if (this.#mode === 'pass') {
      caller.write(bytes);
      return;
    }
    this.#mode.cutAfterBytes -= bytes.length;
    if (this.#mode.cutAfterBytes > 0) {
      caller.write(bytes);
      return;
    }
    this.#mode = 'pass';
    caller.write(bytes.subarray(0, bytes.length >> 1), () => caller.resetAndDestroy());
  }

  #keep(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#open.delete(socket));
  }
}
