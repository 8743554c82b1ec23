import type { ConnectorRegistry } from '../connectors/index.ts';
import type { DeadLetter, DeadLetterFilter } from '../store/index.ts';
import { type IncomingEvent, prepareIncoming } from './accept.ts';
import { commitRecords } from './commit/commit-batch.ts';
import type { LetterContent } from './commit/letter.ts';
import { prepareRecord } from './commit/prepare.ts';
import type { PreparedRecord } from './commit/prepared.ts';
import type { IngestContext } from './context.ts';
import type { StreamMapping } from './mapping/mapped-record.ts';
import { sourceMapping } from './mapping/source-mapping.ts';
import type { SourceDeclaration } from './source-declaration.ts';
import { RecordRejection, type RejectionReason } from './validate/reasons.ts';

/** Which dead letters are meant: all that wait and fit everything that is given. */
export interface LetterChoice extends DeadLetterFilter {
  readonly sourceId?: string | undefined;
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
  choice: LetterChoice,
): Promise<ReplayReport> {
  const byReason: Record<string, number> = {};
  let replayed = 0;
  let failed = 0;
  let notReplayable = 0;
  const mappings = new MappingsOf(sources, connectors, context.baseFolder);
  const { sourceId, ...filter } = choice;
  for await (const letters of context.store.deadLetters.pending(sourceId ?? null, filter)) {
    const ready: Ready[] = [];
    for (const letter of letters) {
      const record = await prepareAgain(context, letter, mappings);
      if (record === null) {
        notReplayable += 1;
      } else if (typeof record === 'string') {
        failed += 1;
        byReason[record] = (byReason[record] ?? 0) + 1;
      } else {
        ready.push({ letter, record });
      }
    }
    await takeInReady(context, ready);
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

/**
 * The letter's record, or why it still cannot be taken in; null where the letter holds no whole
 * record, or nobody knows any more how to read it.
 */
async function prepareAgain(
  context: IngestContext,
  letter: DeadLetter,
  mappings: MappingsOf,
): Promise<PreparedRecord | RejectionReason | null> {
  const { sourceId, stream } = letter;
  const content = letter.record as LetterContent;
  if (content.kind === 'event') return eventAgain(content.event, context);
  const mapping = await mappings.of(letter);
  if (mapping === null || !('key' in content) || content.altered) return null;
  const { kind, key, version, data } = content;
  const message = {
    type: kind,
    stream,
    key,
    version,
    data: data as Record<string, never>,
  } as const;
  const { modalities, clock } = context;
  const prepared = prepareRecord(message, mapping, { sourceId, modalities, now: clock() });
  return 'record' in prepared ? prepared.record : prepared.rejected.reason;
}

function eventAgain(event: unknown, context: IngestContext): PreparedRecord | RejectionReason {
  try {
    return prepareIncoming(event as IncomingEvent, context);
  } catch (error) {
    if (!(error instanceof RecordRejection)) throw error;
    return error.reason;
  }
}

/** One transaction for each stream: its events are there exactly when its letters are marked. */
async function takeInReady(context: IngestContext, ready: readonly Ready[]): Promise<void> {
  const byStream = Object.groupBy(ready, ({ letter }) =>
    JSON.stringify([letter.sourceId, letter.stream]),
  );
  for (const group of Object.values(byStream)) {
    if (!group) continue;
    const { sourceId, stream } = group[0]!.letter;
    await context.store.transaction(async (store) => {
      const records = group.map(({ record }) => record);
      const counts = await commitRecords(store, sourceId, stream, records);
      await store.sources.addLater(sourceId, stream, counts);
      await store.deadLetters.markReplayed(
        group.map(({ letter }) => letter.id),
        context.clock(),
      );
    });
  }
}
