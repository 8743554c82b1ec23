import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import type { HttpAnswer, HttpClient, Query } from './http/http-client.ts';
import type { Page } from './stream.ts';

/** What pages are asked from: an HttpClient, or what wraps one. */
export type PageSource = Pick<HttpClient, 'get' | 'linkPath'>;

/** How an API says where its next page is. */
export interface PagingStyle {
  /** Given where a page begins (null: the first), what its request adds. */
  request(at: Json | null): { readonly query?: Query; readonly link?: string };
  /** Where the page after this answer begins; null where it was the last. */
  next(
    answer: HttpAnswer,
    records: readonly JsonObject[],
    at: Json | null,
    http: PageSource,
  ): Json | null | Promise<Json | null>;
}

export interface PagedRequest {
  readonly path: string;
  readonly query?: Query;
  /** Takes the records out of an answer; the answer itself where it is a list. */
  readonly records?: (body: Json) => Json;
  readonly total?: (body: Json) => number | undefined;
  readonly style: PagingStyle;
}

/**
 * Asks for page after page, from `at` on.
 * @throws {ConnectorFatalError} where the answer holds no records, or a page leads to itself
 */
export async function* paged(
  http: PageSource,
  request: PagedRequest,
  at: Json | null,
): AsyncGenerator<Page> {
  const { path, query, records = (body) => body, total = () => undefined, style } = request;
  let place = at;
  for (;;) {
    const { link, query: more } = style.request(place);
    const answer = await (link === undefined
      ? http.get(path, { ...query, ...more })
      : http.get(link));
    const list = recordsOf(records(answer.body), path);
    const next = await style.next(answer, list, place, http);
    if (next !== null && JSON.stringify(next) === JSON.stringify(place)) {
      throw new ConnectorFatalError(
        `The page of ${path} leads to itself, so the read would never end; is the right paging style declared?`,
      );
    }
    const known = total(answer.body);
    yield { records: list, next, ...(known === undefined ? {} : { total: known }) };
    if (next === null) return;
    place = next;
  }
}

function recordsOf(list: Json | undefined, path: string): readonly JsonObject[] {
  const isRecord = (value: Json) =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (Array.isArray(list) && list.every(isRecord)) return list as readonly JsonObject[];
  throw new ConnectorFatalError(
    `The answer of ${path} holds no list of records where it is looked for; has the API changed?`,
  );
}

/**
 * `?page=2`. A record that moves to another page while it is read could be missed, so a source whose
 * records change wants `until` in the query, or another style. An interrupted read goes one page back.
 */
export function pageNumber(options: {
  parameter?: string;
  first?: number;
  sizeParameter?: string;
  size: number;
}): PagingStyle {
  const { parameter = 'page', first = 1, sizeParameter, size } = options;
  const numberOf = (at: Json | null) => (at === null ? first : Number(at));
  return {
    request: (at) => ({
      query: { [parameter]: numberOf(at), ...(sizeParameter && { [sizeParameter]: size }) },
    }),
    next: (_answer, records, at) => (records.length < size ? null : numberOf(at) + 1),
  };
}

/** `?cursor=…` with a token out of the last answer. */
export function cursorToken(options: {
  parameter?: string;
  query?: Query;
  next: (body: Json) => Json | undefined;
}): PagingStyle {
  const { parameter = 'cursor', query = {} } = options;
  return {
    request: (at) => ({ query: { ...query, [parameter]: at === null ? null : String(at) } }),
    next: ({ body }) => {
      const token = options.next(body);
      return token === undefined || token === null || token === '' || token === false
        ? null
        : token;
    },
  };
}

/** `Link: <…>; rel="next"` (RFC 8288). */
export function linkHeader(query: Query = {}): PagingStyle {
  return {
    request: (at) => (at === null ? { query } : { link: String(at) }),
    next: ({ headers }, _records, _at, http) => {
      const link = nextLink(headers.get('link') ?? '');
      return link === null ? null : http.linkPath(link);
    },
  };
}

/** `?after=…` with a field of the last record: stable however many records come and go. */
export function keyset(options: {
  parameter?: string;
  field: string;
  sizeParameter?: string;
  size: number;
}): PagingStyle {
  const { parameter = 'after', field, sizeParameter, size } = options;
  return {
    request: (at) => ({
      query: {
        [parameter]: at === null ? null : String(at),
        ...(sizeParameter && { [sizeParameter]: size }),
      },
    }),
    next: (_answer, records) => (records.length < size ? null : (records.at(-1)?.[field] ?? null)),
  };
}

function nextLink(header: string): string | null {
  for (const [, link, parameters] of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*"?(?:[^";,]*\s)?next(?:\s[^";,]*)?"?/i.test(parameters)) return link;
  }
  return null;
}
