import {
  bearer,
  defineConnector,
  HttpClient,
  httpSettings,
  type Json,
  keyset,
  paged,
  secret,
  z,
} from 'portrait/connectors';

const config = z.strictObject({
  ...httpSettings,
  token: secret('The API token; give it from the environment.'),
  pageSize: z.number().int().positive().default(100).describe('Records a page.'),
});

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

/** Reads the orders of an API that pages by the last id; change it to what your API gives. */
export default defineConnector({
  name: 'shop-orders',
  title: 'Shop orders',
  description: 'Orders of the shop, by the time of their last change.',
  config,
  open: (settings, scope) => new HttpClient(settings, scope, { auth: bearer(settings.token) }),
  streams: [
    {
      name: 'orders',
      schema: order,
      primaryKey: ['id'],
      cursor: 'updated_at',
      lookBack: 600,
      deleted: 'gone',
      mapping: {
        event: {
          modality: 'transactions',
          type: 'purchase',
          at: 'updated_at',
          user: { customer: 'shop' },
          value: 'amount',
        },
      },
      read: ({ config: { pageSize: size }, source, from: since, until, page }) => {
        const style = keyset({ field: 'id', sizeParameter: 'size', size });
        const records = (body: Json) => (body as { data: Json }).data;
        return paged(source, { path: 'by-key', query: { since, until }, records, style }, page);
      },
    },
  ],
});
