import type { Services } from '../context.ts';
import { sourcesOf } from '../sources/source-view.ts';
import { once } from './batched.ts';

export function createSourceLoaders(services: Services, now: number) {
  const status = once(() => services.store.sources.status());
  return {
    /** Each stream as the store knows it. */
    sourceStatus: status,
    sources: once(async () => sourcesOf(services.sources.declared(), await status(), now)),
    /** Changes that the updater has not passed yet. */
    waitingChanges: once(() => services.store.changes.lag(services.updater)),
    models: once(() => services.store.models.list()),
  };
}
