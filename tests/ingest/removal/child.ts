// Removes the source of the kill test once. Started by kill.test.ts, which ends it at a random instant.
import { ConnectorRegistry } from '../../../connectors/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { createIngest } from '../../../ingest/index.ts';
import { openStore, type StoreOptions } from '../../../store/index.ts';

const [target] = process.argv.slice(2) as [string];
const store = await openStore(JSON.parse(target) as StoreOptions);
const ingest = createIngest(store, {
  modalities: defaultModalities(),
  connectors: new ConnectorRegistry([]),
  clock: Date.now,
  baseFolder: '.',
  log: () => undefined,
});
process.stdout.write('removing\n');
const counts = await ingest.remove('doomed', { data: true, dryRun: false });
await store.close();
process.stdout.write(`${JSON.stringify(counts)}\n`);
