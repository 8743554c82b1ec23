import type { RequestContext, Services } from './context.ts';
import { createLoaders } from './loaders/index.ts';
import type { LiveFeeds } from './subscriptions/live-feeds.ts';

/** A fresh context: loaders remember what they read, so no two requests may share one. */
export function createRequestContext(services: Services, feeds: LiveFeeds): RequestContext {
  const now = services.clock();
  return { services, feeds, now, loaders: createLoaders(services, now) };
}

/**
 * A fresh context that reads one model's profiles, verdicts and segments from its first field to its
 * last, whichever model begins to serve meanwhile.
 */
export async function boundContext(services: Services, feeds: LiveFeeds): Promise<RequestContext> {
  const model = await services.store.models.active();
  if (model === null) return createRequestContext(services, feeds);
  const store = services.store.ofModel(model.id);
  const explanations = services.explanations.on(store);
  return createRequestContext({ ...services, store, explanations }, feeds);
}
