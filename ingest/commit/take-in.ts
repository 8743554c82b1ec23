import type { SourceControl, Store } from '../../store/index.ts';
import type { IngestContext } from '../context.ts';
import { dayOf } from '../quality/day-figures.ts';
import { counters, measure, newest } from '../quality/measure.ts';
import { type CommitCounts, commitRecords } from './commit-batch.ts';
import type { MostIds } from './identify.ts';
import type { PreparedRecord, Rejected } from './prepared.ts';
import { refuseWhileRemoving } from './source-held.ts';
import { writeLetters } from './write-letters.ts';

/** What came of one stream and is to be stored as one. */
export interface Intake {
  readonly stream: string;
  readonly accepted: readonly PreparedRecord[];
  readonly rejected: readonly Rejected[];
  /** The accepted records as they came, for where they have to be kept aside. */
  readonly originals: () => readonly Rejected[];
  /** How many ids of a kind one user may have. */
  readonly mostIds?: MostIds;
}

export interface IntakeCounts extends CommitCounts {
  /** Records kept aside because their source is in quarantine. */
  readonly quarantined: number;
}

/** The way into the store within one transaction, for batches of one source. */
export interface Gate {
  readonly store: Store;
  readonly control: SourceControl;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Stores what records gave, or keeps them aside; those turned away; and what that says of quality. */
  take(intake: Intake): Promise<IntakeCounts>;
}

/** Ends a transaction whose records must be kept aside instead. */
class BadLoad extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * Runs work that takes in batches of one source as one transaction. While the source is in quarantine
 * its records are kept aside as they came, also those of the very batch that puts it there: work is
 * then run again, so it must not act on anything but the store it is given.
 * @throws {SourceHeldError} where the source is being removed
 */
export async function throughGate<Result>(
  context: IngestContext,
  sourceId: string,
  work: (gate: Gate) => Promise<Result>,
): Promise<Result> {
  try {
    return await openGate(context, sourceId, work, null);
  } catch (error) {
    if (!(error instanceof BadLoad)) throw error;
    context.log('The source goes into quarantine.', { sourceId, reason: error.reason });
    return openGate(context, sourceId, work, error.reason);
  }
}

/** @param reason why the source goes into quarantine now; null where nothing says so */
async function openGate<Result>(
  context: IngestContext,
  sourceId: string,
  work: (gate: Gate) => Promise<Result>,
  reason: string | null,
): Promise<Result> {
  const at = context.clock();
  return context.store.transaction(async (store) => {
    const control = await store.sourceControls.hold(sourceId);
    refuseWhileRemoving(control);
    if (reason !== null) await store.sourceControls.quarantine(sourceId, reason, at);
    const aside = reason !== null || control.quarantinedAt !== null;
    const take = async (intake: Intake): Promise<IntakeCounts> => {
      const counts = await write(store, sourceId, intake, aside, at);
      if (!aside) await judge(context, store, control, intake.stream, at);
      return counts;
    };
    return work({ store, control, at, take });
  });
}

const NOTHING: CommitCounts = {
  events: 0,
  duplicates: 0,
  deletions: 0,
  refused: 0,
  unknownItems: 0,
  unknownUsers: 0,
  latestAt: null,
};

async function write(
  store: Store,
  sourceId: string,
  intake: Intake,
  aside: boolean,
  at: number,
): Promise<IntakeCounts> {
  const { stream, accepted, rejected, mostIds = null } = intake;
  const kept = aside ? intake.originals() : [];
  const written = aside ? NOTHING : await commitRecords(store, sourceId, stream, accepted, mostIds);
  await writeLetters(store, sourceId, stream, [...rejected, ...kept], at);
  await noteFigures(store, sourceId, intake, written, at);
  return { ...written, quarantined: kept.length };
}

async function noteFigures(
  store: Store,
  sourceId: string,
  { stream, accepted, rejected: turnedAway }: Intake,
  { events, duplicates, unknownItems, unknownUsers, latestAt }: CommitCounts,
  at: number,
): Promise<void> {
  const rejected = turnedAway.length;
  const records = accepted.length + rejected;
  const namedItems = accepted.reduce((sum, { deleted, parts }) => {
    if (deleted) return sum;
    return sum + parts.filter((part) => part.kind === 'event' && part.itemId !== null).length;
  }, 0);
  await store.sourceQuality.add(sourceId, stream, dayOf(at), [
    ...counters({ records, events, duplicates, rejected, unknownItems, namedItems, unknownUsers }),
    ...newest(latestAt),
    ...measure(accepted),
  ]);
  await store.sourceRuns.add(sourceId, stream, { records, events, rejected, at });
}

async function judge(
  { guard }: IngestContext,
  store: Store,
  { sourceId, releasedAt }: SourceControl,
  stream: string,
  at: number,
): Promise<void> {
  // A person who lifted the quarantine today has seen what today is like.
  if (!guard.isOn || (releasedAt !== null && dayOf(releasedAt) === dayOf(at))) return;
  const reason = await guard.reason(store, sourceId, stream, at);
  if (reason !== null) throw new BadLoad(reason);
}
