import type { RequestContext, Services } from './context.ts';
import { createLoaders } from './loaders/index.ts';
import type { LiveFeeds } from './subscriptions/live-feeds.ts';

/** A fresh context: loaders remember what they read, so no two requests may share one. */
export function createRequestContext(services: Services, feeds: LiveFeeds): RequestContext {
  const now = services.clock();
  return { services, feeds, now, loaders: createLoaders(services, now) };
}
