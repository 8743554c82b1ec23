import { ConnectorConfigError } from '../contract/errors.ts';
import type { TombstoneMessage } from '../contract/message.ts';

/** The keys stand in the stored state, so that there must be an end to them. */
const MOST_KEYS = 100_000;

/** The version of each record that a whole read of a stream brought, by its key. */
export type KnownRecords = Readonly<Record<string, string>>;

/** Finds the records that a whole read no longer brings; what is gone cannot speak for itself. */
export class VanishedRecords {
  readonly #stream: string;
  readonly #before: KnownRecords;
  readonly #seen = new Map<string, string>();
  #hasUnknown = false;

  constructor(stream: string, before: KnownRecords) {
    this.#stream = stream;
    this.#before = before;
  }

  /** @throws {ConnectorConfigError} where there are more keys than a state should hold */
  saw(key: string, version: string): void {
    this.#seen.set(key, version);
    if (this.#seen.size <= MOST_KEYS) return;
    throw new ConnectorConfigError(
      `Stream ${this.#stream} has more than ${MOST_KEYS} records, too many to find what vanished by \`findDeletions\`; take it away, or read the stream by a log or with a column that marks deletions.`,
    );
  }

  /** A row came that could not be read: it may be any record, so that none can be called gone. */
  sawUnreadable(): void {
    this.#hasUnknown = true;
  }

  /**
   * A deletion for each record that is gone, at the version that it had. A read that brought nothing
   * deletes nothing: it is more often a source that failed politely than a table that is empty.
   */
  *tombstones(): Generator<TombstoneMessage> {
    if (!this.#isConclusive) return;
    for (const [key, version] of Object.entries(this.#before)) {
      if (this.#seen.has(key)) continue;
      yield { type: 'tombstone', stream: this.#stream, key, version, data: {} };
    }
  }

  /** What the next read is compared with. */
  known(): KnownRecords {
    const seen = Object.fromEntries(this.#seen);
    return this.#isConclusive ? seen : { ...this.#before, ...seen };
  }

  get #isConclusive(): boolean {
    return this.#seen.size > 0 && !this.#hasUnknown;
  }
}
