// type-graphql reads its decorators' metadata from here; it has to be there before any of them run.
import 'reflect-metadata';

export { buildSchema } from './build-schema.ts';
export type {
  ExplanationService,
  RequestContext,
  SegmentService,
  Services,
} from './context.ts';
export { printedSchema } from './printed-schema.ts';
export { boundContext, createRequestContext } from './request-context.ts';
export type { SourceService, SyncOutcome } from './sources/source-service.ts';
export type { LiveSettings } from './subscriptions/live-feed.ts';
export { LiveFeeds } from './subscriptions/live-feeds.ts';
