import { knownOfSources, sourceOverviews } from '../../ingest/index.ts';
import type { Services } from '../context.ts';
import { sourceView } from '../sources/source-view.ts';
import { once } from './batched.ts';

export function createSourceLoaders(services: Services, now: number) {
  const { store, sources, updater } = services;
  return {
    /** Each stream as the store knows it. */
    sourceStatus: once(() => store.sources.status()),
    sources: once(async () => {
      const known = await knownOfSources(store, now);
      return sourceOverviews(sources.declared(), known, now).map(sourceView);
    }),
    backfills: once(() => store.sourceBackfills.all()),
    sourceQuality: once(() => sources.quality()),
    letterReasons: once(() => store.deadLetters.reasons(null)),
    /** Changes that the updater has not passed yet. */
    waitingChanges: once(() => store.changes.lag(updater)),
    models: once(() => store.models.list()),
  };
}
