// Runs the backfill of its test once. Started by backfill.test.ts, which kills it on the way.
import { ConnectorRegistry, filesConnector } from '../../../connectors/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { createIngest, sourceDeclaration } from '../../../ingest/index.ts';
import { openStore, type StoreOptions } from '../../../store/index.ts';

const [folder, target, from, until] = process.argv.slice(2) as [string, string, string, string];
const source = sourceDeclaration.parse({
  id: 'shop',
  connector: 'files',
  config: { streams: [{ name: 'clicks', path: 'clicks.jsonl', key: 'id', version: 'time' }] },
  streams: [
    {
      name: 'clicks',
      map: {
        event: {
          modality: 'browsing',
          type: 'view',
          at: 'time',
          user: { customer: 'user' },
          item: 'item',
        },
      },
    },
  ],
});
const store = await openStore(JSON.parse(target) as StoreOptions);
const ingest = createIngest(store, {
  modalities: defaultModalities(),
  connectors: new ConnectorRegistry([filesConnector]),
  clock: Date.now,
  baseFolder: folder,
  log: () => undefined,
  batchRecords: 500,
});
const { ended } = await ingest.backfill(source, { from, until });
const { failure } = await ended;
await store.close();
process.exitCode = failure === null ? 0 : 1;
