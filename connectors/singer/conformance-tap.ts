// A small Singer tap over a file of orders, for the conformance checks. Node runs it as it is.
import { readFileSync } from 'node:fs';
import {
  type OrderRow,
  PASSWORD,
  propertiesOf,
  readOrders,
} from '../programs/conformance/orders-file.ts';

interface Entry {
  readonly tap_stream_id: string;
  readonly metadata: readonly {
    readonly breadcrumb: readonly string[];
    readonly metadata: { readonly selected?: boolean };
  }[];
}

const MINUTE_MS = 60_000;
const STATE_EVERY = 7;

function given<Content>(name: string): Content | null {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (JSON.parse(readFileSync(process.argv[at + 1], 'utf8')) as Content);
}

const { password, file, lookBackMinutes } = given<Record<string, never>>('--config')!;
const send = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
const orders = readOrders(file);

const recordOf = ({ id, updatedAt, deletedAt, ...more }: OrderRow): Record<string, unknown> => ({
  ...{ id, updated_at: updatedAt, _sdc_deleted_at: deletedAt, ...more },
});
const schema = { type: 'object', properties: propertiesOf(orders.map(recordOf)) };

function discover(): void {
  const streams = ['orders', 'empty'].map((name) => ({
    tap_stream_id: name,
    stream: name,
    key_properties: ['id'],
    schema,
    metadata: [
      {
        breadcrumb: [],
        metadata: { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' },
      },
    ],
  }));
  process.stdout.write(JSON.stringify({ streams }, null, 2));
}

function sync(): void {
  const { streams } = given<{ streams: readonly Entry[] }>('--catalog')!;
  const [{ tap_stream_id: stream }] = streams.filter(({ metadata }) =>
    metadata.some((one) => one.breadcrumb.length === 0 && one.metadata.selected),
  );
  const bookmark = given<Record<string, string>>('--state')?.[stream];
  const from = bookmark ? Date.parse(bookmark) - lookBackMinutes * MINUTE_MS : 0;
  send({ type: 'SCHEMA', stream, schema, key_properties: ['id'] });
  const rows = stream === 'empty' ? [] : orders;
  let last = bookmark ?? '';
  for (const [index, row] of rows
    .filter(({ updatedAt }) => Date.parse(updatedAt) >= from)
    .entries()) {
    send({ type: 'RECORD', stream, record: recordOf(row) });
    if (last === '' || Date.parse(row.updatedAt) > Date.parse(last)) last = row.updatedAt;
    if (index % STATE_EVERY === STATE_EVERY - 1) send({ type: 'STATE', value: { [stream]: last } });
  }
  send({ type: 'STATE', value: { [stream]: last } });
}

if (password !== PASSWORD) {
  process.stderr.write(`ERROR: authentication failed for ${password}\n`);
  process.exitCode = 1;
} else if (process.argv.includes('--discover')) {
  discover();
} else {
  sync();
}
