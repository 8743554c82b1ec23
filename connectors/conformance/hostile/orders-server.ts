import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json, JsonObject } from '../../contract/json.ts';

export const CLIENT_ID = 'portrait';
/** A token that never ends, for clients without OAuth 2. */
export const API_TOKEN = 'orders token / 46';
export const CLIENT_SECRET = 'hostile & secret / 47';

type Order = { id: string; updated_at: string } & Record<string, Json>;

/** Orders of a made-up shop in four paging styles, behind OAuth 2 or a token; itself it behaves. */
export class OrdersServer {
  readonly orders: Order[];
  readonly #server: Server;
  #token = 'token-1';
  #issued = 1;
  /** What is done to each order before it is sent. */
  #shape: (order: Order) => JsonObject = (order) => order;

  private constructor(count: number) {
    this.orders = Array.from({ length: count }, (_, index) => order(index));
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async open(count = 60): Promise<OrdersServer> {
    const server = new OrdersServer(count);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Adds or replaces an order. */
  put(fields: { id: string; updated_at: string } & Record<string, Json>): void {
    const at = this.orders.findIndex(({ id }) => id === fields.id);
    const whole = { ...order(1), ...fields };
    if (at < 0) this.orders.push(whole);
    else this.orders[at] = whole;
    this.orders.sort(
      (left, right) =>
        Date.parse(left.updated_at) - Date.parse(right.updated_at) || (left.id < right.id ? -1 : 1),
    );
  }

  /** The tokens given so far are worth nothing from now on. */
  expireTokens(): void {
    this.#issued += 1;
    this.#token = `token-${this.#issued}`;
  }

  /** Sends every order in another shape; returns how to undo it. */
  reshape(shape: (order: Order) => JsonObject): () => void {
    this.#shape = shape;
    return () => {
      this.#shape = (one) => one;
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.address);
    if (url.pathname === '/token') send(response, await this.#giveToken(request));
    else if (isOneOf(request.headers.authorization, [this.#token, API_TOKEN])) {
      send(response, this.#list(url, request.headers.host ?? ''));
    } else send(response, { status: 401, body: { error: 'unauthorised' } });
  }

  async #giveToken(request: IncomingMessage): Promise<Answer> {
    let form = '';
    for await (const chunk of request) form += chunk;
    const fields = new URLSearchParams(form);
    const isKnown =
      fields.get('client_id') === CLIENT_ID && fields.get('client_secret') === CLIENT_SECRET;
    return isKnown
      ? { body: { access_token: this.#token, expires_in: 3_600 } }
      : { status: 400, body: { error: 'invalid_client' } };
  }

  #list(url: URL, host: string): Answer {
    const given = (name: string) => url.searchParams.get(name);
    const size = Number(given('size') ?? 10);
    const wanted = url.pathname === '/empty' ? [] : this.orders.filter((one) => fits(one, given));
    const page = (from: number) => wanted.slice(from, from + size).map(this.#shape);
    const from = Number(given('offset') ?? given('cursor') ?? 0);
    const hasMore = from + size < wanted.length;
    switch (url.pathname) {
      case '/empty':
      case '/by-page': {
        const data = page((Number(given('page') ?? 1) - 1) * size);
        return { body: { data, total: wanted.length } };
      }
      case '/by-cursor':
        return { body: { data: page(from), next_cursor: hasMore ? String(from + size) : null } };
      case '/by-link': {
        url.searchParams.set('offset', String(from + size));
        const link = `<http://${host}${url.pathname}${url.search}>; rel="next"`;
        return { body: page(from), ...(hasMore && { headers: { link } }) };
      }
      case '/by-key': {
        const rest = wanted.filter(({ id }) => id > (given('after') ?? ''));
        rest.sort((left, right) => (left.id < right.id ? -1 : 1));
        return { body: { data: rest.slice(0, size).map(this.#shape) } };
      }
      case '/wide':
        return { body: [wide(Number(given('columns')))] };
      default:
        return { status: 404, body: { error: 'nothing here' } };
    }
  }
}

interface Answer {
  readonly status?: number;
  readonly body: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

const isOneOf = (header: string | undefined, tokens: readonly string[]) =>
  tokens.some((token) => header === `Bearer ${token}`);

function fits(one: Order, given: (name: string) => string | null): boolean {
  const at = Date.parse(one.updated_at);
  const [since, until, shop] = [given('since'), given('until'), given('shop')];
  if (since !== null && at < Date.parse(since)) return false;
  if (until !== null && at > Date.parse(until)) return false;
  return shop === null || one.shop === shop;
}

function order(index: number): Order {
  return {
    id: `order-${String(index).padStart(5, '0')}`,
    updated_at: new Date(Date.UTC(2024, 0, 1) + index * 60_000).toISOString(),
    shop: ['north', 'south', 'west'][index % 3],
    amount: 10 + index / 4,
    quantity: 1 + (index % 5),
    note: index % 4 === 0 ? null : `note ${index}`,
    paid: index % 2 === 0,
    gone: index % 17 === 5,
  };
}

function wide(columns: number): JsonObject {
  const fields = Array.from({ length: columns }, (_, index) => [`column_${index}`, index]);
  return { id: 'wide', ...Object.fromEntries(fields) };
}

function send(response: ServerResponse, { status = 200, body, headers = {} }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
