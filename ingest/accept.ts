import type { Scalar } from '../fusion/index.ts';
import { refuseIfBehind } from './busy-error.ts';
import { heldIncoming } from './commit/prepare.ts';
import type { PreparedRecord } from './commit/prepared.ts';
import { throughGate } from './commit/take-in.ts';
import type { IngestContext } from './context.ts';
import { canonicalJson } from './identity/canonical-json.ts';
import { contentHash } from './identity/event-id.ts';
import type { ExternalId } from './mapping/mapped-record.ts';
import { checkEvent } from './validate/check-event.ts';
import { RecordRejection, type RejectionReason } from './validate/reasons.ts';
import { checkKey } from './validate/text.ts';

/** An event that an application hands over itself. */
export interface IncomingEvent {
  readonly externalIds: readonly ExternalId[];
  readonly modality: string;
  readonly type: string;
  /** ISO 8601 with an offset from UTC. */
  readonly at: string;
  readonly itemId?: string | null;
  readonly value?: number | null;
  readonly attributes?: Readonly<Record<string, Scalar>>;
  /** The other user of a relation. */
  readonly otherExternalIds?: readonly ExternalId[] | null;
  /**
   * Names the message for good: sent again, it counts once. Without one, an event that is the same in
   * everything counts once.
   */
  readonly messageId?: string | null;
}

export interface AcceptReport {
  /** With it a read can wait until this write has reached the profiles. */
  readonly token: string;
  readonly accepted: number;
  readonly duplicates: number;
  /** Events not kept because their user refused profiling, or because somebody in them was erased. */
  readonly refused: number;
  /** Events kept aside because their source is in quarantine. */
  readonly quarantined: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly reason: RejectionReason;
    readonly message: string;
  }[];
}

const STREAM = 'events';

/**
 * Takes in events, each wholly or not at all; the good ones of a list in one transaction.
 * @throws {BusyError} where profiles are too far behind; nothing was stored then
 */
export async function acceptEvents(
  context: IngestContext,
  events: readonly IncomingEvent[],
  sourceId: string,
): Promise<AcceptReport> {
  refuseIfBehind(context);
  const records: PreparedRecord[] = [];
  const originals: IncomingEvent[] = [];
  const rejected: { index: number; reason: RejectionReason; message: string }[] = [];
  for (const [index, event] of events.entries()) {
    try {
      records.push(prepareIncoming(event, context));
      originals.push(event);
    } catch (error) {
      if (!(error instanceof RecordRejection)) throw error;
      rejected.push({ index, reason: error.reason, message: error.message });
    }
  }
  const kept = () =>
    originals.map((event, index) => heldIncoming(sourceId, STREAM, records[index]!.key, event));
  const counts = await throughGate(context, sourceId, async ({ store, at, take }) => {
    const taken = await take({ stream: STREAM, accepted: records, rejected: [], originals: kept });
    await store.sources.save(sourceId, STREAM, {
      watermark: taken.latestAt,
      records: events.length,
      events: taken.events,
      duplicates: taken.duplicates,
      rejected: rejected.length,
      at,
    });
    return taken;
  });
  const token = await context.store.changes.token();
  return {
    token,
    accepted: counts.events,
    duplicates: counts.duplicates,
    refused: counts.refused,
    quarantined: counts.quarantined,
    rejected,
  };
}

/** Checks one event. @throws {RecordRejection} saying what is wrong with it */
export function prepareIncoming(event: IncomingEvent, context: IngestContext): PreparedRecord {
  const { messageId, externalIds, otherExternalIds, ...said } = event;
  const mapped = {
    kind: 'event',
    ...said,
    user: externalIds,
    other: otherExternalIds ?? null,
    part: 0,
  } as const;
  const part = checkEvent(mapped, 0, context.modalities, context.clock());
  const canonical = canonicalJson(part);
  const hash = contentHash(canonical);
  if (messageId !== undefined && messageId !== null) checkKey(messageId, 'The messageId');
  return {
    key: messageId ?? `content:${hash}`,
    version: '',
    contentHash: hash,
    deleted: false,
    parts: [part],
    retracted: [],
    size: canonical.length,
  };
}
