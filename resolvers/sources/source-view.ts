import type { SourceOverview } from '../../ingest/index.ts';
import type { Source } from '../../schema/index.ts';

/** A source as GraphQL shows it; what costs a look of its own is resolved field by field. */
export function sourceView(overview: SourceOverview): Source {
  return { __typename: 'Source', ...overview };
}
