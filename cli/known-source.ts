import { nearestName } from '../connectors/index.ts';
import { declaredSource, knownOfSources, sourceOverviews } from '../ingest/index.ts';
import type { Store } from '../store/index.ts';
import type { CommandContext } from './context.ts';
import { UsageError } from './errors.ts';
import { withStore } from './store-of.ts';

/**
 * Runs work on the store about one source: a declared one, or one that the store still knows.
 * @throws {UsageError} where nobody knows it
 */
export async function withKnownSource<Result>(
  context: CommandContext,
  id: string,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const configuration = await context.configuration();
  return withStore(configuration, async (store) => {
    await refuseUnknownSource(store, configuration.sources.map(declaredSource), id);
    return work(store);
  });
}

export async function refuseUnknownSource(
  store: Store,
  declared: Parameters<typeof sourceOverviews>[0],
  id: string,
): Promise<void> {
  const now = Date.now();
  const ids = sourceOverviews(declared, await knownOfSources(store, now), now).map(
    (source) => source.id,
  );
  if (ids.includes(id)) return;
  const nearest = nearestName(id, ids);
  const suggestion = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(
    `There is no source "${id}".${suggestion} Known: ${ids.join(', ') || 'none'}.`,
  );
}
