import type { RequestContext, Services } from './context.ts';
import { createLoaders } from './loaders/index.ts';
import type { ProfileFeed } from './subscriptions/profile-feed.ts';

/** A fresh context: loaders remember what they read, so no two requests may share one. */
export function createRequestContext(services: Services, profileFeed: ProfileFeed): RequestContext {
  const now = services.clock();
  return { services, profileFeed, now, loaders: createLoaders(services, now) };
}
