import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConformanceSetup } from '../conformance/conformance.ts';
import { withoutNetwork } from '../conformance/excuses.ts';
import type { Alteration } from '../conformance/options.ts';
import type { ConformanceCase } from '../conformance/setups.ts';
import type { JsonObject } from '../contract/json.ts';
import { type FilesConfig, filesConfig } from './config.ts';
import { filesConnector } from './files-connector.ts';

const MINUTE_MS = 60_000;

type Row = { id: string; updated_at: string } & JsonObject;

const order = (index: number): Row => ({
  id: `order-${String(index).padStart(3, '0')}`,
  updated_at: new Date(Date.UTC(2024, 0, 1) + index * MINUTE_MS).toISOString(),
  amount: 10 + index / 4,
  note: index % 4 === 0 ? null : `note ${index}`,
  gone: false,
});

const FIELDS = { added: 'coupon', removed: 'note', retyped: 'amount' };

function altered(row: Row, alteration: Alteration): JsonObject {
  if (alteration === 'added') return { ...row, coupon: 'spring' };
  const { note: _, ...rest } = row;
  return alteration === 'removed' ? rest : { ...row, amount: String(row.amount) };
}

/** JSONL and CSV files in a folder of their own. */
async function setup(): Promise<ConformanceSetup<FilesConfig>> {
  const baseFolder = mkdtempSync(join(tmpdir(), 'portrait-conformance-'));
  const rows = Array.from({ length: 40 }, (_, index) => order(index));
  const write = (shown: readonly JsonObject[] = rows) => {
    const lines = shown.map((row) => `${JSON.stringify(row)}\n`);
    writeFileSync(join(baseFolder, 'orders.jsonl'), lines.join(''));
  };
  const put = (row: Row) => {
    rows.push(row);
    write();
    return row.id;
  };
  const at = (minutes: number) =>
    new Date(Date.parse(rows.at(-1)!.updated_at) + minutes * MINUTE_MS).toISOString();
  const added = (updated_at: string, fields: JsonObject = {}) =>
    put({ ...order(1), id: `new-${rows.length}`, updated_at, ...fields });
  write();
  writeFileSync(
    join(baseFolder, 'shops.csv'),
    'id,name,opened\n1,North,2020-01-02\n2,"So, uth",\n',
  );
  writeFileSync(join(baseFolder, 'returns.csv'), 'id,order\n');
  const orders = {
    name: 'orders',
    path: 'orders.jsonl',
    key: 'id',
    version: 'updated_at',
    deleted: 'gone',
  };
  const streams = [
    orders,
    { name: 'shops', path: 'shops.csv', key: 'id' },
    { name: 'returns', path: 'returns.csv', key: 'id' },
  ];
  const config = filesConfig.parse({ streams });
  return {
    config,
    baseFolder,
    emptyStream: 'returns',
    wrong: {
      'no such file': filesConfig.parse({ streams: [{ ...orders, path: 'ordres.jsonl' }] }),
    },
    deeds: {
      addLate: async () => added(at(-5)),
      change: async () => put({ ...rows[3], note: `changed ${rows.length}`, updated_at: at(1) }),
      remove: async () => put({ ...rows[4], gone: true, updated_at: at(1) }),
      addText: async (_stream, text) => ({ key: added(at(1), { note: text }), field: 'note' }),
      addAt: async (_stream, instant) => added(instant),
      alter: async (_stream, alteration) => {
        write(rows.map((row) => altered(row, alteration)));
        return { field: FIELDS[alteration], undo: async () => write() };
      },
    },
    notApplicable: withoutNetwork('files are read from a folder'),
    close: () => rmSync(baseFolder, { recursive: true }),
  };
}

export const conformanceCase: ConformanceCase<FilesConfig> = { connector: filesConnector, setup };
