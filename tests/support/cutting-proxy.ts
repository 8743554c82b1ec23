import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that cuts connections in mid-sentence: nobody is told, in either direction. */
export class CuttingProxy {
  /** How often it has cut. */
  cuts = 0;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** After how many bytes from the server the next connection is cut; null lets it live. */
  #cutAfter: (() => number) | null = null;
  #target: number;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#carry(client));
  }

  /** @param target the port of this machine that it stands before */
  static async start(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From here on connections go to another port: the server came back elsewhere. */
  retarget(port: number): void {
    this.#target = port;
  }

  /** @param bytes how much the server gets to say on each new connection; null: all it wants */
  cutAfter(bytes: (() => number) | null): void {
    this.#cutAfter = bytes;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(client: Socket): void {
    const server = connect(this.#target, '127.0.0.1');
    let left = this.#cutAfter?.() ?? Number.POSITIVE_INFINITY;
    const end = () => {
      client.resetAndDestroy();
      server.resetAndDestroy();
    };
    for (const socket of [client, server]) {
      this.#open.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        this.#open.delete(socket);
        end();
      });
    }
    client.pipe(server);
    server.on('data', (bytes) => {
      // The last bytes still go out: a cut mostly falls into the middle of a message.
      client.write(bytes.subarray(0, Math.min(bytes.length, left)));
      left -= bytes.length;
      if (left > 0) return;
      this.cuts += 1;
      left = Number.POSITIVE_INFINITY;
      server.destroy();
      client.end();
    });
  }
}
