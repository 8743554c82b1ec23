import type { Json, RecordMessage, TombstoneMessage } from '../../connectors/index.ts';
import { heldRecord } from '../commit/prepare.ts';
import type { Prepared, PreparedRecord, Rejected } from '../commit/prepared.ts';

/** What a batch may hold, in characters of JSON, whatever the number of records. */
const HEAVY = 16 * 1024 * 1024;

/** What was read of a stream and is not written yet, with the state that covers it. */
export class StreamBatch {
  readonly accepted: PreparedRecord[] = [];
  readonly rejected: Rejected[] = [];
  readonly #messages: (RecordMessage | TombstoneMessage)[] = [];
  tombstones = 0;
  /** The last state that the connector gave; everything before it is in this batch or written. */
  state: Json | null = null;
  /** Whether other processes hold other members of that state. */
  partitioned = false;
  #weight = 0;

  add(message: RecordMessage | TombstoneMessage, prepared: Prepared): void {
    if ('rejected' in prepared) {
      this.reject(prepared.rejected);
      return;
    }
    this.accepted.push(prepared.record);
    this.#messages.push(message);
    this.#weight += prepared.record.size;
    if (message.type === 'tombstone') this.tombstones += 1;
  }

  reject(rejected: Rejected): void {
    this.rejected.push(rejected);
    this.#weight += rejected.size;
  }

  /** The accepted records as they came, to be kept aside. */
  originals(sourceId: string): Rejected[] {
    return this.#messages.map((message) => heldRecord(message, sourceId));
  }

  get size(): number {
    return this.accepted.length + this.rejected.length;
  }

  /** Whether there is anything to write. */
  get isEmpty(): boolean {
    return this.size === 0 && this.state === null;
  }

  get isHeavy(): boolean {
    return this.#weight >= HEAVY;
  }

  reasons(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { reason } of this.rejected) counts[reason] = (counts[reason] ?? 0) + 1;
    return counts;
  }
}
