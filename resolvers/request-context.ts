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
  return createRequestContext(model === null ? services : ofModel(services, model.id), feeds);
}

/** Services bound to the model that was asked for last. */
const lastBound = new WeakMap<Services, { readonly modelId: string; readonly bound: Services }>();

/**
 * The same services over one model. They remember nothing of who asked, so all requests share them until
 * another model serves.
 */
function ofModel(services: Services, modelId: string): Services {
  const last = lastBound.get(services);
  if (last?.modelId === modelId) return last.bound;
  const store = services.store.ofModel(modelId);
  const bound = { ...services, store, explanations: services.explanations.on(store) };
  lastBound.set(services, { modelId, bound });
  return bound;
}
