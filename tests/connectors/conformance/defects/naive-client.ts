import { setTimeout as pause } from 'node:timers/promises';
import type { ReferenceConfig } from '../../../../connectors/conformance/hostile/reference-connector.ts';
import {
  type Auth,
  ConnectorConfigError,
  ConnectorRetryableError,
  type Json,
  type OpenScope,
} from '../../../../connectors/index.ts';
import { withRetries } from '../../../../connectors/kit/back-off.ts';
import { statusProblem } from '../../../../connectors/kit/http/problems.ts';
import type { PageSource } from '../../../../connectors/kit/paging.ts';

/** What the client leaves out. */
export interface Naivety {
  readonly waitsForEver?: 'answer' | 'body';
  readonly takesForEmpty?: 'half an answer' | 'another type' | 'no JSON';
  readonly readsOn?: boolean;
}

const MAX_BYTES = 2e6;
const EMPTY = { data: [], total: 0 };

/** The client that people write when they have no kit, with whatever care `naivety` leaves. */
export class NaiveClient implements PageSource {
  constructor(
    readonly config: ReferenceConfig,
    readonly auth: Auth,
    readonly scope: OpenScope,
    readonly naivety: Naivety,
  ) {}

  get(path: string, query: Parameters<PageSource['get']>[1] = {}) {
    return withRetries(
      async () => {
        const url = new URL(path, `${this.config.baseUrl}/`);
        for (const [name, value] of Object.entries(query)) {
          if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
        }
        return { body: await this.#ask(url), headers: new Headers() };
      },
      this.scope.signal,
      this.scope.backOff,
    );
  }

  linkPath = async (link: string) => link;

  async #ask(url: URL, isSecondTry = false): Promise<Json> {
    const { headers = {} } = await this.auth.credentials();
    const { signal } = this.scope;
    const response = await this.#timed('answer', fetch(url, { headers, signal }));
    if (response.status === 401 && !isSecondTry && (await this.auth.renew?.({ headers }))) {
      await response.body?.cancel();
      return this.#ask(url, true);
    }
    if (!response.ok) throw statusProblem(response, 'GET', Date.now());
    const type = response.headers.get('content-type') ?? '';
    if (!type.includes('json')) return this.#empty('another type');
    return this.#parsed(await this.#text(response));
  }

  async #text(response: Response): Promise<string | null> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const reader = response.body!.getReader();
    const pieces: Uint8Array[] = [];
    try {
      for (let length = 0; ; ) {
        const { done, value } = await this.#timed('body', reader.read());
        if (done) break;
        length += value.length;
        if (length > MAX_BYTES && !this.naivety.readsOn)
          throw new ConnectorConfigError('Too large.');
        if (length <= MAX_BYTES) pieces.push(value);
      }
    } catch (error) {
      await reader.cancel().catch(() => undefined);
      if (error instanceof TypeError) return null;
      throw error;
    }
    try {
      return decoder.decode(Buffer.concat(pieces));
    } catch {
      return 'not UTF-8';
    }
  }

  #parsed(text: string | null): Json {
    if (text === null) return this.#empty('half an answer');
    try {
      return JSON.parse(text) as Json;
    } catch {
      return this.#empty('no JSON');
    }
  }

  #empty(what: Naivety['takesForEmpty']): Json {
    if (this.naivety.takesForEmpty === what) return EMPTY;
    throw new ConnectorRetryableError(`The answer is ${what}.`);
  }

  async #timed<Result>(what: 'answer' | 'body', work: Promise<Result>): Promise<Result> {
    if (this.naivety.waitsForEver === what) return work;
    work.catch(() => undefined);
    const limit = pause(this.config.timeoutSeconds * 1000, null, { ref: false });
    const result = await Promise.race([work, limit]);
    if (result === null) throw new ConnectorRetryableError('It is silent.');
    return result as Result;
  }
}
