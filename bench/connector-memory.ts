import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as breathe } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  defineConnector,
  HttpClient,
  type HttpSettings,
  httpSettings,
  type Json,
  keyset,
  paged,
  z,
} from '../connectors/index.ts';
import type { Benchmark } from './benchmark.ts';

const RECORDS = 1_000_000;
const PAGE = 1_000;
/** The heap is looked at once the read is under way, and at its end. */
const SETTLED = RECORDS / 10;
const MEGABYTE = 2 ** 20;

const rowOf = (id: number) => ({
  id,
  updated_at: new Date(Date.UTC(2024, 0, 1) + id * 1000).toISOString(),
  customer: `customer-${id % 5000}`,
  amount: (id % 997) / 4,
  note: `row ${id} of a source that does not end for a while`,
});

/** Sends the rows after an id, without holding any. */
function send(response: ServerResponse, after: number): void {
  const count = Math.min(PAGE, RECORDS - after);
  const rows = Array.from({ length: count }, (_, index) => rowOf(after + index + 1));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(rows));
}

const connector = defineConnector<HttpSettings, HttpClient>({
  name: 'many-rows',
  title: 'Many rows',
  description: 'Rows of a source that does not end for a while.',
  config: z.strictObject(httpSettings),
  open: (config, scope) => new HttpClient(config, scope),
  streams: [
    {
      name: 'rows',
      primaryKey: ['id'],
      cursor: 'updated_at',
      read: ({ source, page }) =>
        paged(source, { path: 'rows', style: keyset({ field: 'id', size: PAGE }) }, page),
    },
  ],
});

function collect(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

async function heapMb(): Promise<number> {
  await breathe();
  collect();
  return process.memoryUsage().heapUsed / MEGABYTE;
}

/** Reads a million records through the kit's client over HTTP: what stays in memory of them? */
export const benchmark: Benchmark = {
  name: 'connector-memory',
  description: 'a million records through the connector kit over HTTP: rate, and growth of memory',

  async run({ signal = new AbortController().signal, onProgress = () => undefined }) {
    const server = createServer(({ url = '' }, response) =>
      send(response, Number(new URLSearchParams(url.split('?')[1]).get('after') ?? 0)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = { baseUrl: `http://127.0.0.1:${port}`, timeoutSeconds: 30, maxBodyMegabytes: 8 };
    const context = { signal, now: Date.now, baseFolder: '.', log: () => undefined };
    let records = 0;
    let settled = Number.NaN;
    let rss = Number.NaN;
    let state: Json = null;
    const start = performance.now();
    try {
      for await (const message of connector.read(config, { stream: 'rows', state }, context)) {
        if (message.type === 'state') state = message.state;
        if (message.type !== 'record') continue;
        records += 1;
        if (records === SETTLED) {
          settled = await heapMb();
          rss = process.memoryUsage().rss / MEGABYTE;
        }
        if (records % 250_000 === 0) onProgress(`${records} records`);
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const seconds = (performance.now() - start) / 1000;
    return {
      figures: {
        records,
        records_per_s: Math.round(records / seconds),
        heap_growth_mb: round((await heapMb()) - settled),
        rss_growth_mb: round(process.memoryUsage().rss / MEGABYTE - rss),
        state_bytes: JSON.stringify(state).length,
      },
      spread: {},
      baselines: {},
      settings: { records: RECORDS, page: PAGE, settledAfter: SETTLED },
      seeds: [],
      backend: 'none',
    };
  },
};

const round = (value: number) => Math.round(value * 10) / 10;
