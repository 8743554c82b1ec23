import type { ConnectorContext } from '../../contract/connector.ts';
import { ConnectorConfigError, ConnectorRetryableError } from '../../contract/errors.ts';
import type { Json } from '../../contract/json.ts';
import { type BackOff, withRetries } from '../back-off.ts';
import { withoutSecrets } from '../secret.ts';
import type { Auth, Credentials } from './auth.ts';
import { networkProblem, statusProblem } from './problems.ts';
import { jsonOf, readBody } from './read-body.ts';
import { RequestPace } from './request-pace.ts';
import type { HttpSettings } from './settings.ts';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface HttpRequest {
  /** Added to the base address; or a link of an earlier answer, which must lead to the same host. */
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  /** Null and undefined are left out. */
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as a form where it is one. */
  readonly body?: Json | URLSearchParams;
}

export interface HttpAnswer {
  readonly body: Json;
  readonly headers: Headers;
}

export interface HttpOptions {
  readonly auth?: Auth;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a client needs of the call for which it was opened. */
export type ClientScope = ConnectorContext & { readonly backOff: BackOff };

const REDIRECTS = 5;

/**
 * Asks an API for JSON: again with growing pauses while it is away, not before it wants to be asked
 * again, never waiting without end, never reading more than allowed. No query, body or credential
 * gets into a message.
 */
export class HttpClient {
  readonly #settings: HttpSettings;
  readonly #scope: ClientScope;
  readonly #options: HttpOptions;
  readonly #pace: RequestPace;
  readonly #base: URL;

  constructor(settings: HttpSettings, scope: ClientScope, options: HttpOptions = {}) {
    this.#settings = settings;
    this.#scope = scope;
    this.#options = options;
    this.#pace = new RequestPace(settings.requestsPerSecond);
    this.#base = new URL(settings.baseUrl.replace(/\/*$/, '/'));
  }

  /** @throws {ConnectorError} of the kind that says what to do next */
  get(path: string, query: Query = {}): Promise<HttpAnswer> {
    return this.request({ path, query });
  }

  /** @throws {ConnectorError} of the kind that says what to do next */
  request(request: HttpRequest): Promise<HttpAnswer> {
    const { signal, backOff } = this.#scope;
    return withRetries(() => this.#signedIn(request), signal, backOff);
  }

  /** A link of an answer as a path to store and to ask for later, without the credentials in it. */
  async linkPath(link: string): Promise<string> {
    const url = this.#within(link);
    const { query = {} } = await this.#credentials();
    for (const name of Object.keys(query)) url.searchParams.delete(name);
    return `${url.pathname}${url.search}`;
  }

  async #signedIn(request: HttpRequest): Promise<HttpAnswer> {
    const credentials = await this.#credentials();
    const first = await this.#send(request, credentials);
    if (first.status !== 401) return this.#answer(first);
    await first.discard();
    const isRenewed = (await this.#options.auth?.renew?.(credentials)) ?? false;
    if (!isRenewed) throw statusProblem(first.response, first.place, this.#scope.now());
    return this.#answer(await this.#send(request, await this.#credentials()));
  }

  async #answer(reply: Reply): Promise<HttpAnswer> {
    const { response, place } = reply;
    if (!response.ok) {
      await reply.discard();
      const problem = statusProblem(response, place, this.#scope.now());
      if (problem instanceof ConnectorRetryableError) this.#pace.hold(problem.retryAfterMs ?? 0);
      throw problem;
    }
    const maxBytes = this.#settings.maxBodyMegabytes * 2 ** 20;
    const body = await reply.body(maxBytes);
    return { body: jsonOf(response, body, place), headers: response.headers };
  }

  async #send(request: HttpRequest, credentials: Credentials): Promise<Reply> {
    const { method = 'GET', body } = request;
    let url = this.#urlOf(request, credentials);
    for (let hop = 0; ; hop += 1) {
      await this.#pace.turn(this.#scope.signal);
      const place = withoutSecrets(
        `${method} ${url.origin}${url.pathname}`,
        Object.values(credentials.query ?? {}),
      );
      const reply = new Reply(place, this.#settings.timeoutSeconds, this.#scope.signal);
      await reply.open(url, {
        method,
        headers: {
          accept: 'application/json',
          'user-agent': 'portrait',
          ...(body === undefined || body instanceof URLSearchParams
            ? {}
            : { 'content-type': 'application/json' }),
          ...this.#options.headers,
          ...request.headers,
          ...credentials.headers,
        },
        redirect: 'manual',
        ...(body === undefined
          ? {}
          : { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
      });
      const target = reply.response.headers.get('location');
      const isRedirect = reply.status >= 300 && reply.status < 400 && target !== null;
      if (!isRedirect) return reply;
      await reply.discard();
      if (hop >= REDIRECTS) throw new ConnectorConfigError(`${place} redirects without end.`);
      url = this.#within(target, url);
    }
  }

  #urlOf({ path, query = {} }: HttpRequest, credentials: Credentials): URL {
    const isLink = path.startsWith('/') || /^https?:/.test(path);
    const url = isLink ? this.#within(path) : new URL(path, this.#base);
    for (const [name, value] of Object.entries({ ...query, ...credentials.query })) {
      if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  /** Credentials are shown to the configured host only, wherever a link or a redirect leads. */
  #within(link: string, from: URL = this.#base): URL {
    const url = new URL(link, from);
    if (url.origin === this.#base.origin) return url;
    throw new ConnectorConfigError(
      `${this.#base.origin} leads on to another host (${url.origin}), which is not followed; set \`baseUrl\` to the host that answers.`,
    );
  }

  async #credentials(): Promise<Credentials> {
    return (await this.#options.auth?.credentials()) ?? {};
  }
}

/** One exchange, watched for silence from its first byte to its last. */
class Reply {
  response!: Response;
  readonly #watch = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly place: string,
    readonly timeoutSeconds: number,
    readonly signal: AbortSignal,
  ) {}

  get status(): number {
    return this.response.status;
  }

  async open(url: URL, init: RequestInit): Promise<void> {
    const signal = AbortSignal.any([this.signal, this.#watch.signal]);
    await this.#watched(async () => {
      this.response = await fetch(url, { ...init, signal });
    });
  }

  body(maxBytes: number): Promise<Buffer> {
    return this.#watched(() =>
      readBody(this.response, this.place, { maxBytes, onBytes: () => this.#timer?.refresh() }),
    );
  }

  /** Lets go of a body that nobody wants. */
  async discard(): Promise<void> {
    await this.response.body?.cancel().catch(() => undefined);
  }

  async #watched<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#timer = setTimeout(() => this.#watch.abort(), this.timeoutSeconds * 1000);
    try {
      return await work();
    } catch (cause) {
      if (this.signal.aborted) throw this.signal.reason;
      if (this.#watch.signal.aborted) {
        throw new ConnectorRetryableError(
          `${this.place} was silent for ${this.timeoutSeconds} s; raise \`timeoutSeconds\` if it needs longer.`,
        );
      }
      throw networkProblem(cause, this.place);
    } finally {
      clearTimeout(this.#timer);
    }
  }
}
