import type { PortraitConfiguration } from '../config/index.ts';
import {
  type BackfillOptions,
  type DeclaredSource,
  declaredSource,
  type FollowOptions,
  type Ingest,
  type LetterChoice,
  type RunningBackfill,
  type SourceDeclaration,
  type SyncOptions,
  type SyncReport,
} from '../ingest/index.ts';
import type { RemovalOptions } from '../store/index.ts';

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
    declared: (): DeclaredSource[] => sources.map(declaredSource),
    sync: (sourceId: string) => syncWith(sourceId, {}),
    syncWith,
    backfill: async (sourceId: string, options: BackfillOptions): Promise<RunningBackfill> =>
      ingest.backfill(declared(sourceId), options),
    follow: async (sourceId: string, options: FollowOptions): Promise<void> =>
      ingest.follow(declared(sourceId), options),
    quality: () => ingest.quality(),
    replay: (choice: LetterChoice) => ingest.replay(sources, choice),
    discard: (choice: LetterChoice) => ingest.discard(choice),
    remove: (sourceId: string, options: RemovalOptions) =>
      ingest.remove(
        sourceId,
        options,
        sources.find(({ id }) => id === sourceId),
      ),
  };
}
