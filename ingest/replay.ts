import type { ConnectorRegistry } from '../connectors/index.ts';
import type { DeadLetter } from '../store/index.ts';
import { commitRecords } from './commit/commit-batch.ts';
import type { LetterContent } from './commit/letter.ts';
import { prepareRecord } from './commit/prepare.ts';
import type { PreparedRecord } from './commit/prepared.ts';
import type { IngestContext } from './context.ts';
import type { StreamMapping } from './mapping/mapped-record.ts';
import { sourceMapping } from './mapping/source-mapping.ts';
import type { SourceDeclaration } from './source-declaration.ts';

/** Which dead letters to try again; all that wait where neither is given. */
export interface ReplayOptions {
  readonly sourceId?: string;
  readonly ids?: readonly string[];
}

export interface ReplayReport {
  /** Letters whose records are now taken in. */
  readonly replayed: number;
  /** Letters that still fail, by reason. */
  readonly failed: number;
  readonly byReason: Record<string, number>;
  /**
   * Letters that hold no whole record (rows that could not be read, records too large to keep), or
   * whose source is no longer declared. Mend those at the source and sync again.
   */
  readonly notReplayable: number;
}

interface Ready {
  readonly letter: DeadLetter;
  readonly record: PreparedRecord;
}

/** Maps the records of dead letters with the mappings as they are now, and takes in those that pass. */
export async function replayLetters(
  context: IngestContext,
  sources: readonly SourceDeclaration[],
  connectors: ConnectorRegistry,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const byReason: Record<string, number> = {};
  let replayed = 0;
  let failed = 0;
  let notReplayable = 0;
  const mappings = new MappingsOf(sources, connectors, context.baseFolder);
  for await (const letters of lettersOf(context, options)) {
    const ready: Ready[] = [];
    for (const letter of letters) {
      const mapping = await mappings.of(letter);
      const content = letter.record as LetterContent;
      if (mapping === null || !('key' in content) || content.altered) {
        notReplayable += 1;
        continue;
      }
      const prepared = prepareAgain(context, letter, content, mapping);
      if ('record' in prepared) {
        ready.push({ letter, record: prepared.record });
      } else {
        failed += 1;
        const { reason } = prepared.rejected;
        byReason[reason] = (byReason[reason] ?? 0) + 1;
      }
    }
    await takeIn(context, ready);
    replayed += ready.length;
  }
  return { replayed, failed, byReason, notReplayable };
}

/** The mappings of the declared streams, each loaded once. */
class MappingsOf {
  readonly #loaded = new Map<string, Promise<StreamMapping | null>>();

  constructor(
    private readonly sources: readonly SourceDeclaration[],
    private readonly connectors: ConnectorRegistry,
    private readonly baseFolder: string,
  ) {}

  async of({ sourceId, stream }: DeadLetter): Promise<StreamMapping | null> {
    const source = this.sources.find(({ id }) => id === sourceId);
    if (!source) return null;
    const key = JSON.stringify([sourceId, stream]);
    const connector = this.connectors.find(source.connector);
    const loaded =
      this.#loaded.get(key) ?? sourceMapping(source, stream, connector, this.baseFolder);
    this.#loaded.set(key, loaded);
    return loaded;
  }
}

async function* lettersOf(
  { store }: IngestContext,
  { sourceId, ids }: ReplayOptions,
): AsyncGenerator<DeadLetter[]> {
  if (ids === undefined) {
    yield* store.deadLetters.pending(sourceId ?? null);
    return;
  }
  const letters = [...(await store.deadLetters.byIds([...ids])).values()];
  yield letters.filter(
    (letter) =>
      letter.replayedAt === null && (sourceId === undefined || letter.sourceId === sourceId),
  );
}

function prepareAgain(
  context: IngestContext,
  { sourceId, stream }: DeadLetter,
  { kind, key, version, data }: Extract<LetterContent, { kind: 'record' | 'tombstone' }>,
  mapping: StreamMapping,
) {
  const message = {
    type: kind,
    stream,
    key,
    version,
    data: data as Record<string, never>,
  } as const;
  const { modalities, clock } = context;
  return prepareRecord(message, mapping, { sourceId, modalities, now: clock() });
}

/** One transaction for each stream: its events are there exactly when its letters are marked. */
async function takeIn(context: IngestContext, ready: readonly Ready[]): Promise<void> {
  const byStream = Object.groupBy(ready, ({ letter }) =>
    JSON.stringify([letter.sourceId, letter.stream]),
  );
  for (const group of Object.values(byStream)) {
    if (!group) continue;
    const { sourceId, stream } = group[0]!.letter;
    await context.store.transaction(async (store) => {
      await commitRecords(
        store,
        sourceId,
        stream,
        group.map(({ record }) => record),
      );
      await store.deadLetters.markReplayed(
        group.map(({ letter }) => letter.id),
        context.clock(),
      );
    });
  }
}
