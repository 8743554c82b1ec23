import type { ConformanceSetup } from '../../conformance/conformance.ts';
import { withoutNetwork } from '../../conformance/excuses.ts';
import type { Deeds } from '../../conformance/options.ts';
import { type OrderRow, OrdersFile, PASSWORD } from './orders-file.ts';

const ALTERATIONS = {
  added: (row: OrderRow) => ({ ...row, coupon: 'spring' }),
  removed: ({ note: _, ...row }: OrderRow) => row,
  retyped: (row: OrderRow) => ({ ...row, amount: String(row.amount) }),
};
const FIELDS = { added: 'coupon', removed: 'note', retyped: 'amount' };

const NO_NETWORK = 'between the connector and the program there is a pipe, and no network';

/**
 * A program that reads orders out of a file, with all that may be done to them.
 * @param script the program, which Node runs
 */
export async function ordersSetup<Config>(
  parse: (config: object) => Config,
  script: string,
): Promise<ConformanceSetup<Config>> {
  const orders = new OrdersFile();
  const configWith = (password: string) =>
    parse({
      program: process.execPath,
      arguments: [script],
      settings: { password },
      shownSettings: { file: orders.path, lookBackMinutes: 10 },
    });
  return {
    config: configWith(PASSWORD),
    emptyStream: 'empty',
    wrong: { 'wrong password': configWith('another "password" of / orders') },
    deeds: deedsOn(orders),
    notApplicable: {
      ...withoutNetwork(NO_NETWORK),
      'token-renewed': 'programs renew their tokens themselves',
    },
    close: () => orders.remove(),
  };
}

function deedsOn(orders: OrdersFile): Deeds {
  return {
    addLate: async () => orders.add(orders.after(-5)),
    change: async () => orders.touch((at) => ({ note: `changed at ${at}` })),
    remove: async () => orders.touch((at) => ({ deletedAt: at })),
    addText: async (_stream, text) => ({
      key: orders.add(orders.after(), { note: text }),
      field: 'note',
    }),
    addAt: async (_stream, instant) => orders.add(instant),
    alter: async (_stream, alteration) => {
      const undo = orders.reshape(ALTERATIONS[alteration]);
      return { field: FIELDS[alteration], undo: async () => undo() };
    },
  };
}
