// A small Airbyte source over a file of orders, for the conformance checks. Node runs it as it is.
import { readFileSync } from 'node:fs';
import {
  type OrderRow,
  PASSWORD,
  propertiesOf,
  readOrders,
} from '../programs/conformance/orders-file.ts';

interface Configured {
  readonly streams: readonly { readonly stream: { readonly name: string } }[];
}
type StreamStates = readonly {
  readonly stream: { readonly stream_state: { readonly until: string } };
}[];

const MINUTE_MS = 60_000;
const STATE_EVERY = 7;

const command = process.argv[2];
const send = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

function given<Content>(name: string): Content | null {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (JSON.parse(readFileSync(process.argv[at + 1], 'utf8')) as Content);
}

const recordOf = ({ id, updatedAt, deletedAt, ...more }: OrderRow): Record<string, unknown> => ({
  ...{ id, updated_at: updatedAt, _ab_cdc_deleted_at: deletedAt, ...more },
});

function discover(orders: readonly OrderRow[]): void {
  const streams = ['orders', 'empty'].map((name) => ({
    name,
    json_schema: { type: 'object', properties: propertiesOf(orders.map(recordOf)) },
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: ['updated_at'],
    source_defined_primary_key: [['id']],
  }));
  send({ type: 'CATALOG', catalog: { streams } });
}

function read(orders: readonly OrderRow[], lookBackMinutes: number): void {
  const [{ stream }] = given<Configured>('--catalog')!.streams;
  const descriptor = { name: stream.name };
  const until = given<StreamStates>('--state')?.[0].stream.stream_state.until ?? '';
  const from = until === '' ? 0 : Date.parse(until) - lookBackMinutes * MINUTE_MS;
  const rows = stream.name === 'empty' ? [] : orders;
  let last = until;
  const tell = () => {
    const own = { stream_descriptor: descriptor, stream_state: { until: last } };
    send({ type: 'STATE', state: { type: 'STREAM', stream: own } });
  };
  for (const [index, row] of rows.filter((one) => Date.parse(one.updatedAt) >= from).entries()) {
    const record = { stream: stream.name, data: recordOf(row), emitted_at: Date.now() };
    send({ type: 'RECORD', record });
    if (last === '' || Date.parse(row.updatedAt) > Date.parse(last)) last = row.updatedAt;
    if (index % STATE_EVERY === STATE_EVERY - 1) tell();
  }
  tell();
}

function run(): void {
  if (command === 'spec') {
    const password = { type: 'string', airbyte_secret: true };
    const connectionSpecification = { type: 'object', properties: { password } };
    return void send({ type: 'SPEC', spec: { connectionSpecification } });
  }
  const settings = given<{ password: string; file: string; lookBackMinutes: number }>('--config')!;
  const { password, file, lookBackMinutes } = settings;
  if (password !== PASSWORD) {
    const message = `"${password}" is not the password`;
    if (command === 'check') {
      return void send({
        type: 'CONNECTION_STATUS',
        connectionStatus: { status: 'FAILED', message },
      });
    }
    send({
      type: 'TRACE',
      trace: { type: 'ERROR', error: { message, failure_type: 'config_error' } },
    });
    process.exitCode = 1;
  } else if (command === 'check') {
    send({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } });
  } else if (command === 'discover') {
    discover(readOrders(file));
  } else {
    read(readOrders(file), lookBackMinutes);
  }
}

run();
