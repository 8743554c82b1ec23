import type { Json, JsonObject } from '../../connectors/index.ts';
import { refuseWhileHeld } from '../commit/source-held.ts';
import { throughGate } from '../commit/take-in.ts';
import type { IngestContext } from '../context.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import type { StreamBatch } from './batch.ts';
import type { Ledger } from './ledger.ts';
import type { SyncCounts } from './report.ts';

/** Another process took the stream further while this one was reading it. */
export class SyncConflictError extends Error {
  override readonly name = 'SyncConflictError';

  /** @param partitioned whether processes share the stream's state: then it is no mistake */
  constructor(
    sourceId: string,
    stream: string,
    readonly partitioned: boolean,
  ) {
    super(
      partitioned
        ? `A part of ${sourceId}/${stream} is read by another process now. Nothing of this batch was stored.`
        : `The state of ${sourceId}/${stream} changed during the sync: another process syncs it too. ` +
            'Nothing of this batch was stored. Let one process sync a source, or wait and sync again.',
    );
  }
}

/**
 * Writes a batch and the state that covers it in one transaction: after a kill at any instant, either
 * both are there or neither.
 * @param ledger where the state is kept
 * @param from the state that the store must still hold, or of which it must hold the moved members
 * @throws {SyncConflictError} where another process has moved the state
 * @throws {SourceHeldError} where a person has stopped the source meanwhile
 */
export async function writeBatch(
  context: IngestContext,
  sourceId: string,
  stream: string,
  batch: StreamBatch,
  { ledger, from }: { readonly ledger: Ledger; readonly from: Json | null },
): Promise<Partial<SyncCounts>> {
  const records = batch.size - batch.tombstones;
  const rejected = batch.rejected.length;
  const { accepted, tombstones } = batch;
  const originals = () => batch.originals(sourceId);
  const counts = await throughGate(context, sourceId, async ({ store, control, at, take }) => {
    refuseWhileHeld(control);
    const taken = await take({ stream, accepted, rejected: batch.rejected, originals });
    const saved = await ledger.save(store, {
      ...moved(batch, from),
      watermark: taken.latestAt,
      records,
      events: taken.events,
      duplicates: taken.duplicates,
      rejected,
      at,
    });
    // Thrown within the transaction: nothing of the batch stays.
    if (!saved) throw new SyncConflictError(sourceId, stream, batch.partitioned);
    return taken;
  });
  const { latestAt: _, ...sums } = counts;
  const ignored = accepted.filter(({ deleted, parts }) => !deleted && parts.length === 0);
  return { ...sums, records, tombstones, rejected, ignored: ignored.length };
}

/** What a batch does to the stored state: nothing where it came without one. */
function moved({ state, partitioned }: StreamBatch, from: Json | null) {
  if (state === null) return {};
  if (!partitioned) return { from, state };
  const before = membersOf(from);
  const members = Object.entries(membersOf(state)).filter(
    ([name, member]) => canonicalJson(member) !== canonicalJson(before[name] ?? null),
  );
  return {
    partitioned,
    from: Object.fromEntries(members.map(([name]) => [name, before[name] ?? null])),
    state: Object.fromEntries(members),
  };
}

/** The state as it is known after a batch: of a partitioned one the members of others stay. */
export function stateAfter(before: Json | null, { state, partitioned }: StreamBatch): Json | null {
  return partitioned ? { ...membersOf(before), ...membersOf(state) } : state;
}

function membersOf(state: Json | null): JsonObject {
  if (state === null || typeof state !== 'object' || Array.isArray(state)) return {};
  return state as JsonObject;
}
