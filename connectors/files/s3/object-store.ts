import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { AwsClient } from 'aws4fetch';
import type { ConnectorContext } from '../../contract/connector.ts';
import { ConnectorRetryableError } from '../../contract/errors.ts';
import { withRetries } from '../../kit/back-off.ts';
import { networkProblem } from '../../kit/http/problems.ts';
import type { S3Config } from '../config.ts';
import { storeProblem } from './problems.ts';
import { elements, textIn } from './xml.ts';

/** An object as a listing tells of it. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** Changes with every content. */
  readonly etag: string;
}

type Query = Readonly<Record<string, string>>;

/** A thousand keys, of a thousand bytes each at most, with what stands around them. */
const LARGEST_LISTING = 16 * 1024 * 1024;

/** What one request says, and by what its answer is known as the store's. */
interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Query;
  readonly isExpected?: (answer: http.IncomingMessage) => boolean;
}

/** A bucket of an S3-compatible store: lists, and reads objects or parts of them. */
export class Bucket {
  readonly #name: string;
  readonly #config: S3Config;
  readonly #context: ConnectorContext;
  readonly #signer: AwsClient | null;

  constructor(name: string, config: S3Config, context: ConnectorContext) {
    this.#name = name;
    this.#config = config;
    this.#context = context;
    const { accessKeyId, secretAccessKey, sessionToken, region } = config;
    this.#signer =
      accessKeyId === undefined || secretAccessKey === undefined
        ? null
        : new AwsClient({
            accessKeyId,
            secretAccessKey,
            ...(sessionToken === undefined ? {} : { sessionToken }),
            region,
            service: 's3',
            retries: 0,
          });
  }

  placeOf(key: string): string {
    return `s3://${this.#name}/${key}`;
  }

  /** The objects whose keys begin with a prefix, page by page (ListObjectsV2). */
  async *list(prefix: string): AsyncGenerator<ListedObject> {
    let token: string | null = null;
    do {
      const query: Query = {
        'list-type': '2',
        prefix,
        ...(token === null ? {} : { 'continuation-token': token }),
      };
      const xml = await withRetries(() => this.#listing(query), this.#context.signal);
      for (const entry of elements(xml, 'Contents')) {
        yield {
          key: textIn(entry, 'Key') ?? '',
          size: Number(textIn(entry, 'Size')),
          etag: textIn(entry, 'ETag') ?? '',
        };
      }
      const isTruncated = textIn(xml, 'IsTruncated') === 'true';
      token = isTruncated ? textIn(xml, 'NextContinuationToken') : null;
    } while (token !== null);
  }

  /**
   * The bytes of an object from `start` to `end` (not included). Where the connection breaks off, the
   * rest is asked for; each time that brings bytes, the tries are counted anew.
   * @throws {ConnectorRetryableError} where another content took the place of this one
   */
  async *bytes({ key, etag }: ListedObject, start: number, end: number): AsyncGenerator<Buffer> {
    let at = start;
    while (at < end) {
      const from = at;
      const answer = await withRetries(async () => {
        const range = `bytes=${from}-${end - 1}`;
        const opened = await this.#get(key, {
          headers: { range, 'if-match': etag },
          isExpected: ({ statusCode, headers }) =>
            // A gateway that repacks an answer marks its tag as weak.
            headers.etag?.replace(/^W\//, '') === etag &&
            (statusCode === 206 ? startOf(headers['content-range']) === from : from === 0),
        });
        const pieces = opened[Symbol.asyncIterator]();
        return { pieces, first: await pieces.next() };
      }, this.#context.signal);
      try {
        for (let next = answer.first; !next.done; next = await answer.pieces.next()) {
          at += next.value.length;
          yield next.value;
        }
        if (at < end) throw new ConnectorRetryableError(`${this.placeOf(key)} broke off.`);
      } catch (error) {
        if (!(error instanceof ConnectorRetryableError) || at === from) throw error;
      } finally {
        await answer.pieces.return?.();
      }
    }
  }

  async #listing(query: Query): Promise<string> {
    const xml = await text(await this.#get('', { query }), LARGEST_LISTING);
    if (xml.includes('<ListBucketResult')) return xml;
    throw notTheStore(this.placeOf(''));
  }

  /** The bytes as they are stored: `fetch` would unpack an object that is marked as compressed. */
  async #get(
    key: string,
    { headers = {}, query = {}, isExpected = () => true }: Asked,
  ): Promise<AsyncIterable<Buffer>> {
    const place = this.placeOf(key);
    const url = this.#url(key, query);
    const plain = new Request(url, { headers });
    const signed = this.#signer === null ? plain : await this.#signer.sign(plain);
    const response = await this.#answer(place, async () => {
      const options = {
        headers: Object.fromEntries(signed.headers),
        signal: this.#context.signal,
        timeout: this.#config.timeoutSeconds * 1000,
      };
      const request = (url.protocol === 'https:' ? https : http).get(url, options);
      request.on('timeout', () =>
        request.destroy(
          new ConnectorRetryableError(`${place} was silent for ${this.#config.timeoutSeconds} s.`),
        ),
      );
      const [message] = await once(request, 'response');
      return message as http.IncomingMessage;
    });
    const { statusCode = 0 } = response;
    if (statusCode >= 200 && statusCode < 300) {
      if (isExpected(response)) return this.#pieces(response, place);
      response.destroy();
      throw notTheStore(place);
    }
    const said = await text(this.#pieces(response, place), LARGEST_LISTING);
    const answer = new Response(null, { status: statusCode, headers: headersOf(response) });
    throw storeProblem(answer, textIn(said, 'Code') ?? '', place, this.#context.now());
  }

  async *#pieces(response: http.IncomingMessage, place: string): AsyncGenerator<Buffer> {
    const pieces = response[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#answer(place, () => pieces.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      response.destroy();
    }
  }

  /** Tells what went wrong on the way apart: the caller's end, silence, or the network. */
  async #answer<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      if (this.#context.signal.aborted) throw this.#context.signal.reason;
      throw networkProblem(cause, place);
    }
  }

  #url(key: string, query: Query): URL {
    const { endpoint, region, pathStyle } = this.#config;
    const url = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
    const path = key.split('/').map(encodeURIComponent).join('/');
    const base = url.pathname.replace(/\/$/, '');
    if (pathStyle ?? endpoint !== undefined) url.pathname = `${base}/${this.#name}/${path}`;
    else {
      url.hostname = `${this.#name}.${url.hostname}`;
      url.pathname = `${base}/${path}`;
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }
}

/** Where the bytes of a partial answer begin: of `bytes 5-9/10` at 5. */
const startOf = (contentRange = ''): number => Number(/^bytes (\d+)-/.exec(contentRange)?.[1]);

const notTheStore = (place: string): ConnectorRetryableError =>
  new ConnectorRetryableError(
    `${place} was answered, but not by the store, or not with what was asked for: look at what stands between (a proxy, a sign-in page).`,
  );

/** @throws {ConnectorRetryableError} where it has no end */
async function text(pieces: AsyncIterable<Buffer>, largest: number): Promise<string> {
  const all: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > largest) {
      throw new ConnectorRetryableError(`An answer of the store is longer than ${largest} bytes.`);
    }
    all.push(piece);
  }
  return Buffer.concat(all).toString('utf8');
}

function headersOf({ headers }: http.IncomingMessage): Headers {
  const plain = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Headers(plain);
}
