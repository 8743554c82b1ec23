// Syncs the source of the kill test once. Started by kill.test.ts, which ends it at a random instant.
import { ConnectorRegistry, filesConnector } from '../../../connectors/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { createIngest } from '../../../ingest/index.ts';
import { openStore, type StoreOptions } from '../../../store/index.ts';
import { killSource } from './source.ts';

const [folder, target] = process.argv.slice(2) as [string, string];
const store = await openStore(JSON.parse(target) as StoreOptions);
const ingest = createIngest(store, {
  modalities: defaultModalities(),
  connectors: new ConnectorRegistry([filesConnector]),
  clock: Date.now,
  baseFolder: folder,
  log: () => undefined,
});
process.stdout.write('syncing\n');
const report = await ingest.sync(killSource);
await store.close();
process.stdout.write(`${JSON.stringify(report.failure)}\n`);
