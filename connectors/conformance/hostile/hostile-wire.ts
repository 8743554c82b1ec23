import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before any TCP source (a database, a broker) and misbehaves on demand. */
export class HostileWire {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** What becomes of the next connection, or of those from now on; null where they pass. */
  #fault: { kind: 'silence' | 'cut'; afterBytes: number; times: number } | null = null;

  private constructor(host: string, port: number) {
    this.#server = createServer((caller) => {
      this.#keep(caller);
      const source = connect(port, host);
      this.#keep(source);
      const fault = this.#nextFault();
      let left = fault?.afterBytes ?? Number.POSITIVE_INFINITY;
      caller.on('data', (bytes) => {
        if (left > 0) source.write(bytes);
      });
      source.on('data', (bytes) => {
        if (left <= 0) return;
        left -= bytes.length;
        if (left > 0) caller.write(bytes);
        else if (fault?.kind === 'cut') {
          caller.write(bytes.subarray(0, bytes.length >> 1), () => caller.resetAndDestroy());
        }
      });
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

  /**
   * The next connections fall silent after so many bytes of answers: they stay open, and everything is
   * swallowed.
   */
  silence({ afterBytes = 0, times = Number.POSITIVE_INFINITY } = {}): void {
    this.#fault = { kind: 'silence', afterBytes, times };
  }

  /** The next connection breaks off after so many bytes of answers. */
  cut(afterBytes: number): void {
    this.#fault = { kind: 'cut', afterBytes, times: 1 };
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #nextFault() {
    const fault = this.#fault;
    if (fault === null) return null;
    this.#fault = fault.times > 1 ? { ...fault, times: fault.times - 1 } : null;
    return fault;
  }

  #keep(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#open.delete(socket));
  }
}
