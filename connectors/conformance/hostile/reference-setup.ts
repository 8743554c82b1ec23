import type { Json } from '../../contract/json.ts';
import type { ConformanceSetup } from '../conformance.ts';
import type { ConformanceCase } from '../setups.ts';
import { CLIENT_ID, CLIENT_SECRET, OrdersServer } from './orders-server.ts';
import { type ReferenceConfig, referenceConnector } from './reference-connector.ts';

const MINUTE_MS = 60_000;

/** The hostile source with the reference connector's configuration and every deed. */
export async function referenceSetup(): Promise<ConformanceSetup<ReferenceConfig>> {
  const server = await OrdersServer.open(32);
  const config: ReferenceConfig = {
    baseUrl: server.address,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    pageSize: 5,
    timeoutSeconds: 30,
    maxBodyMegabytes: 2,
  };
  let count = 0;
  const newId = () => {
    count += 1;
    return `new-${String(count).padStart(4, '0')}`;
  };
  const latest = () => Date.parse(server.orders.at(-1)!.updated_at);
  const add = (updatedAt: string, fields: Record<string, Json> = {}) => {
    const id = newId();
    server.put({ id, updated_at: updatedAt, ...fields });
    return id;
  };
  const after = () => new Date(latest() + MINUTE_MS).toISOString();
  const touch = (fields: Record<string, Json>) => {
    const order = server.orders.find(({ gone }) => gone === false)!;
    server.put({ ...order, ...fields, updated_at: after() });
    return order.id;
  };
  const alterations = {
    added: () => server.reshape((order) => ({ ...order, coupon: 'spring' })),
    removed: () => server.reshape(({ note: _, ...order }) => order),
    retyped: () => server.reshape((order) => ({ ...order, amount: String(order.amount) })),
  };
  const fields = { added: 'coupon', removed: 'note', retyped: 'amount' };
  return {
    config,
    emptyStream: 'empty',
    wrong: { 'wrong secret': { ...config, clientSecret: 'another secret / 48' } },
    network: {
      kind: 'http',
      address: server.address,
      through: (baseUrl) => ({ ...config, baseUrl, timeoutSeconds: 0.5 }),
    },
    deeds: {
      addLate: async () => add(new Date(latest() - 5 * MINUTE_MS).toISOString()),
      change: async () => touch({ note: `changed ${newId()}` }),
      remove: async () => touch({ gone: true }),
      addText: async (_stream, text) => ({ key: add(after(), { note: text }), field: 'note' }),
      addAt: async (_stream, instant) => add(instant),
      alter: async (_stream, alteration) => {
        const undo = alterations[alteration]();
        return { field: fields[alteration], undo: async () => undo() };
      },
      expireToken: async () => server.expireTokens(),
    },
    close: () => server.close(),
  };
}

export const conformanceCase: ConformanceCase<ReferenceConfig> = {
  connector: referenceConnector,
  setup: referenceSetup,
};
