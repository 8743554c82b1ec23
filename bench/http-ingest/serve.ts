// Serves one http source over an embedded store until it is ended. Started by the benchmark, which
// kills it: serve.ts <folder> <port> <messages a transaction>
import { defaultConnectors } from '../../connectors/index.ts';
import { defaultModalities } from '../../fusion/index.ts';
import { createIngest, sourceDeclaration } from '../../ingest/index.ts';
import type { Services } from '../../resolvers/index.ts';
import { createServer, PushSources } from '../../server/index.ts';
import { openStore } from '../../store/index.ts';
import { WRITE_KEY } from './client.ts';

const [folder, port, pushedAtOnce] = process.argv.slice(2) as [string, string, string];
const store = await openStore({ folder });
const connectors = defaultConnectors();
const ingest = createIngest(store, {
  connectors,
  modalities: defaultModalities(),
  clock: Date.now,
  baseFolder: folder,
  log: () => undefined,
  pushedAtOnce: Number(pushedAtOnce),
});
const source = sourceDeclaration.parse({
  id: 'web',
  connector: 'http',
  config: { writeKeys: [WRITE_KEY] },
});
// The addresses that are sent to stand on these services alone.
const services = { store, ingest, clock: Date.now } as unknown as Services;
const server = await createServer({
  application: { services, ready: async () => true },
  token: 'a token that nobody uses',
  port: Number(port),
  push: await PushSources.open([source], connectors, ingest),
  onError: (error) => console.error(error),
});
const address = await server.listen();
// Asked for by the benchmark: how much of the processors this process used, in microseconds.
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.send?.({ address });
