import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import type { ConformanceSetup } from '../conformance/conformance.ts';
import { withoutNetwork } from '../conformance/excuses.ts';
import type { Alteration } from '../conformance/options.ts';
import { SetupAbsentError } from '../conformance/setup-absent-error.ts';
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

/** Where the files of the checks lie. */
interface Place {
  readonly write: (name: string, text: string) => Promise<void>;
  /** What a file is called in a configuration. */
  readonly path: (name: string) => string;
  readonly config: (streams: readonly object[]) => FilesConfig;
  readonly options: Pick<
    ConformanceSetup<FilesConfig>,
    'baseFolder' | 'network' | 'notApplicable' | 'close' | 'wrong'
  >;
}

/** JSONL and CSV files with everything that may be done to them. */
async function setupIn({ write, path, config, options }: Place) {
  const rows = Array.from({ length: 40 }, (_, index) => order(index));
  const writeRows = (shown: readonly JsonObject[] = rows) =>
    write('orders.jsonl', shown.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const put = async (row: Row) => {
    rows.push(row);
    await writeRows();
    return row.id;
  };
  const at = (minutes: number) =>
    new Date(Date.parse(rows.at(-1)!.updated_at) + minutes * MINUTE_MS).toISOString();
  const added = (updated_at: string, fields: JsonObject = {}) =>
    put({ ...order(1), id: `new-${rows.length}`, updated_at, ...fields });
  await writeRows();
  await write('shops.csv', 'id,name,opened\n1,North,2020-01-02\n2,"So, uth",\n');
  await write('returns.csv', 'id,order\n');
  const orders = {
    name: 'orders',
    path: path('orders.jsonl'),
    key: 'id',
    version: 'updated_at',
    deleted: 'gone',
  };
  const streams = [
    orders,
    { name: 'shops', path: path('shops.csv'), key: 'id' },
    { name: 'returns', path: path('returns.csv'), key: 'id' },
  ];
  return {
    config: config(streams),
    emptyStream: 'returns',
    ...options,
    wrong: {
      'no such file': config([{ ...orders, path: path('ordres.jsonl') }]),
      ...options.wrong,
    },
    deeds: {
      addLate: async () => added(at(-5)),
      change: async () => put({ ...rows[3], note: `changed ${rows.length}`, updated_at: at(1) }),
      remove: async () => put({ ...rows[4], gone: true, updated_at: at(1) }),
      addText: async (_stream: string, text: string) => ({
        key: await added(at(1), { note: text }),
        field: 'note',
      }),
      addAt: async (_stream: string, instant: string) => added(instant),
      alter: async (_stream: string, alteration: Alteration) => {
        await writeRows(rows.map((row) => altered(row, alteration)));
        return { field: FIELDS[alteration], undo: () => writeRows() };
      },
    },
  } satisfies ConformanceSetup<FilesConfig>;
}

/** In a folder of their own. */
function setup() {
  const baseFolder = mkdtempSync(join(tmpdir(), 'portrait-conformance-'));
  return setupIn({
    write: async (name, text) => writeFileSync(join(baseFolder, name), text),
    path: (name) => name,
    config: (streams) => filesConfig.parse({ streams }),
    options: {
      baseFolder,
      notApplicable: withoutNetwork('files are read from a folder'),
      close: () => rmSync(baseFolder, { recursive: true }),
    },
  });
}

/** In a bucket of their own, of the store that S3_ENDPOINT and its keys name. */
async function setupInBucket() {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: accessKeyId } = process.env;
  const { S3_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (endpoint === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    throw new SetupAbsentError('set S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
  }
  const keys = { accessKeyId, secretAccessKey };
  const client = new AwsClient({ ...keys, service: 's3', region: 'us-east-1' });
  const bucket = `conformance-${randomUUID().slice(0, 8)}`;
  const send = async (method: string, name = '', body?: string) => {
    const init = body === undefined ? { method } : { method, body };
    const response = await client.fetch(`${endpoint}/${bucket}/${name}`, init);
    if (!response.ok) throw new Error(`${method} ${name}: ${response.status}`);
    await response.text();
  };
  await send('PUT');
  const written = new Set<string>();
  const path = (name: string) => `s3://${bucket}/${name}`;
  let known: readonly object[] = [];
  const config = (streams: readonly object[], s3: object = {}) =>
    filesConfig.parse({ s3: { endpoint, ...keys, ...s3 }, streams });
  const remember = (streams: readonly object[]) => {
    if (known.length === 0) known = streams;
    return config(streams);
  };
  return setupIn({
    write: async (name, text) => {
      written.add(name);
      await send('PUT', name, text);
    },
    path,
    config: remember,
    options: {
      wrong: {
        'wrong secret': config([{ name: 'orders', path: path('orders.jsonl') }], {
          secretAccessKey: `${secretAccessKey}-not`,
        }),
      },
      network: {
        kind: 'http',
        address: endpoint,
        through: (address) => config(known, { endpoint: address, timeoutSeconds: 0.5 }),
      },
      notApplicable: NOT_IN_A_STORE,
      close: async () => {
        for (const name of written) await send('DELETE', name);
        await send('DELETE');
      },
    },
  });
}

const NOT_IN_A_STORE = {
  'token-renewed': 'the keys are fixed',
};

export const conformanceCase: ConformanceCase<FilesConfig> = { connector: filesConnector, setup };

/** The same files as objects of a store. */
export const bucketCase: ConformanceCase<FilesConfig> = {
  connector: filesConnector,
  title: 'files in a bucket',
  setup: setupInBucket,
};
