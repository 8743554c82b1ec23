// From files and a real Neo4j through connectors, ingest and store to a trained and judged model:
//   npm run services -- neo4j --env .services/env && node --env-file .services/env --import tsx examples/yelp/main.ts
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfiguration } from '../../config/index.ts';
import { defaultConnectors } from '../../connectors/index.ts';
import {
  describeRun,
  evaluateYelp,
  readYelp,
  SuiteDataAbsentError,
  yelpModalities,
} from '../../evaluation/index.ts';
import { createIngest } from '../../ingest/index.ts';
import { openStore, type Store } from '../../store/index.ts';
import { loadGraph } from './load-graph.ts';
import { readHistories } from './read-histories.ts';
import { writeFiles } from './write-files.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const say = (message: string): void => console.error(message);

/** Takes all sources in. A stream that fails is a reason to stop here. */
async function takeIn(store: Store): Promise<void> {
  const configuration = await loadConfiguration(join(folder, 'portrait.yaml'));
  const ingest = createIngest(store, {
    modalities: yelpModalities(),
    connectors: defaultConnectors(),
    clock: Date.now,
    baseFolder: configuration.baseFolder,
    log: say,
  });
  for (const source of configuration.sources) {
    const { streams } = await ingest.sync(source);
    for (const { stream, records, events, rejected, seconds, failure } of streams) {
      if (failure) throw new Error(`${source.id}, ${stream}: ${failure.message}`);
      say(`${stream}: ${records} records, ${events} events, ${rejected} rejected, ${seconds} s`);
    }
  }
}

try {
  const data = await readYelp(1);
  const { NEO4J_URI: uri, NEO4J_USER: user = 'neo4j', NEO4J_PASSWORD: password } = process.env;
  if (!uri || !password) {
    throw new SuiteDataAbsentError(
      'NEO4J_URI and NEO4J_PASSWORD are not set: start a server with `npm run services -- neo4j`.',
    );
  }
  const report = await describeRun('yelp', async () => {
    await rm(join(folder, '.portrait'), { recursive: true, force: true });
    await writeFiles(data, join(folder, '.portrait/files'));
    say(`Neo4j holds ${await loadGraph(data, { uri, user, password })} friendships.`);
    const store = await openStore({ folder: join(folder, '.portrait/store') });
    try {
      await takeIn(store);
      const { users, histories } = await readHistories(store, data.users);
      say(`The store gave back ${histories.size} histories.`);
      return await evaluateYelp({ ...data, users }, histories, { seeds: [1], onProgress: say });
    } finally {
      await store.close();
    }
  });
  console.log(JSON.stringify(report, null, 2));
} catch (error) {
  if (!(error instanceof SuiteDataAbsentError)) throw error;
  say(error.message);
  process.exitCode = 3;
}
