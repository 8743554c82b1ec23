import { API_TOKEN, type ConformanceCase, OrdersServer } from 'portrait/conformance';
import connector from './connector.ts';

type Config = Parameters<typeof connector.read>[0];

/**
 * A source to try the connector on: a small server of orders. Put your API's sandbox in its place, and
 * say in `notApplicable` what may not be done to it.
 */
export const conformanceCase: ConformanceCase<Config> = {
  connector,
  async setup() {
    const server = await OrdersServer.open(32);
    const config: Config = {
      baseUrl: server.address,
      token: API_TOKEN,
      pageSize: 5,
      timeoutSeconds: 30,
      maxBodyMegabytes: 2,
    };
    const minutes = (by: number) =>
      new Date(Date.parse(server.orders.at(-1)!.updated_at) + by * 60_000).toISOString();
    let count = 0;
    const add = (updated_at: string, fields = {}) => {
      count += 1;
      const id = `new-${String(count).padStart(3, '0')}`;
      server.put({ id, updated_at, ...fields });
      return id;
    };
    const touch = (fields: object) => {
      const order = server.orders.find(({ gone }) => gone === false)!;
      server.put({ ...order, ...fields, updated_at: minutes(1) });
      return order.id;
    };
    const shapes = {
      added: { field: 'coupon', shape: (order: object) => ({ ...order, coupon: 'spring' }) },
      removed: {
        field: 'note',
        shape: (order: object) => ({ ...order, note: undefined as never }),
      },
      retyped: { field: 'amount', shape: (order: object) => ({ ...order, amount: 'ten' }) },
    };
    return {
      config,
      wrong: { 'wrong token': { ...config, token: 'not the token' } },
      network: {
        kind: 'http',
        address: server.address,
        through: (baseUrl) => ({ ...config, baseUrl, timeoutSeconds: 0.5 }),
      },
      deeds: {
        addLate: async () => add(minutes(-5)),
        change: async () => touch({ note: `changed ${minutes(1)}` }),
        remove: async () => touch({ gone: true }),
        addText: async (_stream, text) => ({ key: add(minutes(1), { note: text }), field: 'note' }),
        addAt: async (_stream, instant) => add(instant),
        alter: async (_stream, alteration) => {
          const { field, shape } = shapes[alteration];
          const undo = server.reshape(shape);
          return { field, undo: async () => undo() };
        },
      },
      notApplicable: {
        'stream-empty': 'the API has one stream, and it is not empty',
        'token-renewed': 'the token does not end',
      },
      close: () => server.close(),
    };
  },
};
