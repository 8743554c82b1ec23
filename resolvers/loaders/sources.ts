import { knownOfSources, sourceOverviews } from '../../ingest/index.ts';
import { sourceView } from '../sources/source-view.ts';
import { once } from './batched.ts';
import type { LoaderTable } from './table.ts';

export const sourceLoaders = {
  /** Each stream as the store knows it. */
  sourceStatus: ({ services: { store } }) => once(() => store.sources.status()),
  sources: ({ services: { store, sources }, now }) =>
    once(async () => {
      const known = await knownOfSources(store, now);
      return sourceOverviews(sources.declared(), known, now).map(sourceView);
    }),
  backfills: ({ services: { store } }) => once(() => store.sourceBackfills.all()),
  sourceQuality: ({ services: { sources } }) => once(() => sources.quality()),
  letterReasons: ({ services: { store } }) => once(() => store.deadLetters.reasons(null)),
  /** Changes that the updater has not passed yet. */
  waitingChanges: ({ services: { store, updater } }) => once(() => store.changes.lag(updater)),
  models: ({ services: { store } }) => once(() => store.models.list()),
} satisfies LoaderTable;
