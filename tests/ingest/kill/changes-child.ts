// Follows the source of the kill test by its changes. Started by changes.test.ts, which ends it at a
// random instant.
import { openStore, type StoreOptions } from '../../../store/index.ts';
import { changesSource, ingestChanges } from './changes-source.ts';

const [url, schema] = process.argv.slice(2) as [string, string];
const store = await openStore({ url, schema: `${schema}_store` } satisfies StoreOptions);
process.stdout.write('following\n');
await ingestChanges(store).follow(changesSource(url, schema), {
  signal: new AbortController().signal,
  commitWithinMs: 20,
});
