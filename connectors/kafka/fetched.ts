import type { fetchV17, RecordsBatch } from '@platformatic/kafka';

/** One message as the broker keeps it. */
export interface FetchedRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch; negative where there is none. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [Buffer | null, Buffer | null])[];
}

/** What one answer holds of a partition. */
export interface FetchedPartition {
  readonly partition: number;
  readonly records: readonly FetchedRecord[];
  /** Where the next fetch begins: behind everything here, also what nobody is to see. */
  readonly next: number;
  /** Where the partition begins by now, and the end up to which it is safe to read. */
  readonly start: number;
  readonly end: number;
}

const IS_TRANSACTIONAL = 0x10;
const IS_CONTROL = 0x20;
const HAS_APPEND_TIME = 0x08;
const ABORT = 0;

/**
 * The messages of an answer from an offset on, without the markers of transactions and without what
 * was written in a transaction that was aborted. (The client's own filter keeps one such transaction
 * where a producer aborted two, or where the end of one is not in the same answer.)
 */
export function fetchedPartition(
  answer: fetchV17.FetchResponsePartition,
  position: number,
): FetchedPartition {
  const { partitionIndex: partition, lastStableOffset, highWatermark, logStartOffset } = answer;
  const aborted = [...(answer.abortedTransactions ?? [])].sort((left, right) =>
    Number(left.firstOffset - right.firstOffset),
  );
  const aborting = new Set<bigint>();
  const records: FetchedRecord[] = [];
  let next = position;
  for (const batch of answer.records ?? []) {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    while (aborted.length > 0 && aborted[0]!.firstOffset <= last) {
      aborting.add(aborted.shift()!.producerId);
    }
    if (batch.attributes & IS_CONTROL) {
      if (batch.records[0]?.key?.readInt16BE(2) === ABORT) aborting.delete(batch.producerId);
    } else if (!(batch.attributes & IS_TRANSACTIONAL && aborting.has(batch.producerId))) {
      for (const record of recordsOf(batch, partition)) {
        if (record.offset >= position) records.push(record);
      }
    }
    next = Math.max(next, Number(last) + 1);
  }
  const end = lastStableOffset >= 0n ? lastStableOffset : highWatermark;
  return { partition, records, next, start: Number(logStartOffset), end: Number(end) };
}

function recordsOf(batch: RecordsBatch, partition: number): FetchedRecord[] {
  const hasAppendTime = batch.attributes & HAS_APPEND_TIME;
  return batch.records.map(({ offsetDelta, timestampDelta, key, value, headers }) => ({
    partition,
    offset: Number(batch.firstOffset) + offsetDelta,
    timestamp: Number(hasAppendTime ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta),
    key,
    value,
    headers,
  }));
}
