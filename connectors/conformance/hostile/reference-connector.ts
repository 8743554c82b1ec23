import { z } from 'zod';
import type { Json } from '../../contract/json.ts';
import { type ConnectorDeclaration, defineConnector } from '../../kit/define-connector.ts';
import { HttpClient } from '../../kit/http/http-client.ts';
import { oauth2 } from '../../kit/http/oauth2.ts';
import { httpSettings } from '../../kit/http/settings.ts';
import {
  cursorToken,
  keyset,
  linkHeader,
  type PagedRequest,
  type PageSource,
  paged,
  pageNumber,
} from '../../kit/paging.ts';
import { secret } from '../../kit/secret.ts';
import type { ReadScope, StreamDeclaration } from '../../kit/stream.ts';

const config = z.strictObject({
  ...httpSettings,
  clientId: z.string().min(1).describe('The client that signs in.'),
  clientSecret: secret('Its secret.'),
  pageSize: z.number().int().positive().default(7).describe('Orders a page.'),
});

export type ReferenceConfig = z.infer<typeof config>;
type Scope = ReadScope<ReferenceConfig, PageSource>;

const order = z.object({
  id: z.string(),
  updated_at: z.string(),
  shop: z.string(),
  amount: z.number(),
  quantity: z.int(),
  note: z.string().nullable(),
  paid: z.boolean(),
  gone: z.boolean(),
});

const dataOf = (body: Json) => (body as { data: Json }).data;

function stream(
  name: string,
  request: (scope: Scope) => Pick<PagedRequest, 'style' | 'records' | 'total'>,
): StreamDeclaration<ReferenceConfig, PageSource> {
  return {
    name,
    schema: order,
    primaryKey: ['id'],
    cursor: 'updated_at',
    lookBack: 600,
    deleted: 'gone',
    read: (scope) => {
      const { from: since, until, partition, source, page } = scope;
      const query = { since, until, ...(partition && { shop: partition }) };
      const path = name === 'by-shop' ? 'by-page' : name;
      return paged(source, { path, query, ...request(scope) }, page);
    },
  };
}

const byPage = ({ config: { pageSize } }: Scope) => ({
  records: dataOf,
  total: (body: Json) => (body as { total: number }).total,
  style: pageNumber({ sizeParameter: 'size', size: pageSize }),
});

/** How the reference connector is declared; the defective connectors of the tests spoil parts of it. */
export const referenceDeclaration: ConnectorDeclaration<ReferenceConfig, PageSource> = {
  name: 'hostile-orders',
  title: 'Hostile orders',
  description: 'Orders of the hostile source, to try the kit and the conformance checks on.',
  config,
  open: (settings, scope) => {
    const { baseUrl, clientId, clientSecret } = settings;
    const auth = oauth2({ tokenUrl: `${baseUrl}/token`, clientId, clientSecret }, settings, scope);
    return new HttpClient(settings, scope, { auth });
  },
  streams: [
    stream('by-page', byPage),
    stream('by-cursor', ({ config: { pageSize: size } }) => ({
      records: dataOf,
      style: cursorToken({
        query: { size },
        next: (body) => (body as { next_cursor: Json }).next_cursor,
      }),
    })),
    stream('by-link', ({ config: { pageSize: size } }) => ({ style: linkHeader({ size }) })),
    stream('by-key', ({ config: { pageSize: size } }) => ({
      records: dataOf,
      style: keyset({ field: 'id', sizeParameter: 'size', size }),
    })),
    {
      ...stream('by-shop', byPage),
      partitions: () => ['north', 'south', 'west'],
      concurrency: 2,
    },
    stream('empty', byPage),
  ],
};

/** The orders server as a source: what a connector made with the kit looks like, in every paging style. */
export const referenceConnector = defineConnector(referenceDeclaration);
