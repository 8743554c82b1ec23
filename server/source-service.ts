import type { PortraitConfiguration } from '../config/index.ts';
import type {
  FollowOptions,
  Ingest,
  SourceDeclaration,
  SyncOptions,
  SyncReport,
} from '../ingest/index.ts';
import type { DeclaredSource } from '../resolvers/index.ts';

/** A source that the configuration does not declare. */
export class UnknownSourceError extends Error {
  override readonly name = 'UnknownSourceError';

  constructor(declared: readonly string[]) {
    super(
      declared.length === 0
        ? 'portrait.yaml declares no sources. Add one under `sources:`.'
        : `portrait.yaml declares no such source; it declares: ${declared.join(', ')}.`,
    );
  }
}

/** The configuration's sources with the way to take them in. */
export function sourceService({ sources }: PortraitConfiguration, ingest: Ingest) {
  const declared = (sourceId: string): SourceDeclaration => {
    const source = sources.find(({ id }) => id === sourceId);
    if (source === undefined) throw new UnknownSourceError(sources.map(({ id }) => id));
    return source;
  };
  const syncWith = async (sourceId: string, options: SyncOptions): Promise<SyncReport> =>
    ingest.sync(declared(sourceId), options);
  return {
    declared: (): DeclaredSource[] =>
      sources.map(({ id, connector, streams }) => ({
        id,
        connector,
        streams: streams.map(({ name }) => name),
      })),
    sync: (sourceId: string) => syncWith(sourceId, {}),
    syncWith,
    follow: async (sourceId: string, options: FollowOptions): Promise<void> =>
      ingest.follow(declared(sourceId), options),
  };
}
