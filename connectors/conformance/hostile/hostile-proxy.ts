import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as plainRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerFaulty, type Fault, type FaultPlan } from './fault.ts';

/** A request as it came in; `at` is in milliseconds by a clock that never jumps. */
export interface SeenRequest {
  readonly at: number;
  readonly path: string;
  /** The fault that it met; null where it was passed on. */
  readonly fault: Fault['kind'] | null;
}

/** Stands before any HTTP source and misbehaves on demand; otherwise passes everything on. */
export class HostileProxy {
  readonly requests: SeenRequest[] = [];
  /** How many answers were taken to their end although they met a fault that has none. */
  swallowed = 0;
  /** Requests whose answer is not ended, and whose caller has not gone away. */
  inFlight = 0;
  readonly #server: Server;
  readonly #upstream: URL;
  #plan: FaultPlan | null = null;

  private constructor(upstream: URL) {
    this.#upstream = upstream;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @param upstream the address of the real source; its path is kept */
  static async open(upstream: string): Promise<HostileProxy> {
    const proxy = new HostileProxy(new URL(upstream));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The address to give to a connector instead of the source's own. */
  get address(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.#upstream.pathname.replace(/\/$/, '')}`;
  }

  misbehave(fault: Fault, { times = Number.POSITIVE_INFINITY, after = 0 } = {}): void {
    this.#plan = { fault, times, after };
  }

  behave(): void {
    this.#plan = null;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    response.on('close', () => {
      this.inFlight -= 1;
    });
    const fault = this.#nextFault();
    this.requests.push({
      at: performance.now(),
      path: request.url ?? '/',
      fault: fault?.kind ?? null,
    });
    if (fault?.kind === 'endless') {
      response.on('finish', () => {
        this.swallowed += 1;
      });
    }
    if (fault !== null && fault.kind !== 'cut') answerFaulty(fault, response);
    else await this.#forward(request, response, fault !== null);
  }

  #nextFault(): Fault | null {
    if (this.#plan === null) return null;
    const { fault, times, after } = this.#plan;
    if (after > 0) {
      this.#plan = { fault, times, after: after - 1 };
      return null;
    }
    this.#plan = times > 1 ? { fault, times: times - 1, after } : null;
    return fault;
  }

  async #forward(request: IncomingMessage, response: ServerResponse, isCut: boolean) {
    try {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk);
      const { connection: _, 'accept-encoding': __, ...headers } = request.headers;
      // A signature of the request covers the host that it was sent to.
      const isSigned = headers.authorization?.startsWith('AWS4-') ?? false;
      const answer = await asked(new URL(request.url ?? '/', this.#upstream.origin), {
        method: request.method ?? 'GET',
        headers: { ...headers, ...(!isSigned && { host: this.#upstream.host }) },
        body: Buffer.concat(body),
      });
      const bytes = Buffer.from(this.#renamed(answer.text));
      const { 'transfer-encoding': ___, ...kept } = Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name, this.#renamed(String(value))]),
      );
      response.writeHead(answer.status, { ...kept, 'content-length': bytes.length });
      if (!isCut) response.end(bytes);
      else response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
    } catch {
      response.destroy();
    }
  }

  /** The source's own links lead back through here. */
  #renamed(said: string): string {
    return said.replaceAll(this.#upstream.origin, new URL(this.address).origin);
  }
}

/** Asks the source, without unpacking or following anything. */
async function asked(
  url: URL,
  { method, headers, body }: { method: string; headers: OutgoingHttpHeaders; body: Buffer },
) {
  const send = url.protocol === 'https:' ? secureRequest : plainRequest;
  const request = send(url, { method, headers });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 500, headers: answer.headers, text: await text(answer) };
}
