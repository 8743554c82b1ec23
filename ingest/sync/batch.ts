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
  #state: Json | null = null;
  #partitioned = false;
  #covered = { accepted: 0, rejected: 0 };
  #weight = 0;

  /** The last state that the connector gave; everything before it is in this batch or written. */
  get state(): Json | null {
    return this.#state;
  }

  /** Whether other processes hold other members of that state. */
  get partitioned(): boolean {
    return this.#partitioned;
  }

  get size(): number {
    return this.accepted.length + this.rejected.length;
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return this.size === 0 && this.#state === null;
  }

  get isHeavy(): boolean {
    return this.#weight >= HEAVY;
  }

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

  /** Says that whoever goes on from `state` need not read again what is in the batch by now. */
  cover(state: Json, partitioned: boolean): void {
    this.#state = state;
    this.#partitioned = partitioned;
    this.#covered = { accepted: this.accepted.length, rejected: this.rejected.length };
  }

  /** What the state covers, and what came after it and would be read again after a kill. */
  split(): { readonly covered: StreamBatch; readonly rest: StreamBatch } {
    const { accepted, rejected } = this.#covered;
    const covered = this.#part(0, accepted, this.rejected.slice(0, rejected));
    if (this.#state !== null) covered.cover(this.#state, this.#partitioned);
    return { covered, rest: this.#part(accepted, this.size, this.rejected.slice(rejected)) };
  }

  /** The accepted records as they came, to be kept aside. */
  originals(sourceId: string): Rejected[] {
    return this.#messages.map((message) => heldRecord(message, sourceId));
  }

  reasons(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { reason } of this.rejected) counts[reason] = (counts[reason] ?? 0) + 1;
    return counts;
  }

  #part(from: number, to: number, rejected: readonly Rejected[]): StreamBatch {
    const part = new StreamBatch();
    for (const [index, record] of this.accepted.slice(from, to).entries()) {
      part.add(this.#messages[from + index]!, { record });
    }
    for (const one of rejected) part.reject(one);
    return part;
  }
}
