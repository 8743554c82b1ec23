// One member of the consumer group of kafka.test.ts, which kills and stops it at random instants.

import type { Connector } from '../../../connectors/index.ts';
import { ConnectorRegistry, kafkaConnector } from '../../../connectors/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { createIngest, sourceDeclaration } from '../../../ingest/index.ts';
import { openStore, type StoreOptions } from '../../../store/index.ts';

const [target, declared] = process.argv.slice(2) as [string, string];
const store = await openStore(JSON.parse(target) as StoreOptions);
const ingest = createIngest(store, {
  modalities: defaultModalities(),
  connectors: new ConnectorRegistry([kafkaConnector] as Connector[]),
  clock: Date.now,
  baseFolder: '.',
  log: (message, facts) => console.error(process.pid, message, JSON.stringify(facts)),
  retry: { firstDelayMs: 20, maxDelayMs: 200 },
});
const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());
process.stdout.write('up\n');
await ingest.follow(sourceDeclaration.parse(JSON.parse(declared)), {
  signal: ending.signal,
  commitWithinMs: 50,
});
await store.close();
