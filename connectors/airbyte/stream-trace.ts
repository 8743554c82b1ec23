import type { ConnectorContext } from '../contract/connector.ts';
import type { JsonObject } from '../contract/json.ts';
import { objectOf } from '../programs/json-value.ts';
import { streamName } from './catalog.ts';
import type { Selection } from './selection.ts';

/** What a source tells of a read beside its records: how much there is, how it goes, how it ended. */
export class StreamTrace {
  readonly #selection: Selection;
  readonly #log: ConnectorContext['log'];
  #estimate: number | null = null;
  #status: unknown = null;

  constructor(selection: Selection, { log }: ConnectorContext) {
    this.#selection = selection;
    this.#log = log;
  }

  take(message: JsonObject): void {
    const { type, estimate, stream_status: status } = objectOf(message.trace);
    if (type === 'ESTIMATE') {
      const { name, namespace, row_estimate: rows } = objectOf(estimate);
      if (this.#isOurs(name, namespace) && typeof rows === 'number') this.#estimate = rows;
    }
    if (type === 'STREAM_STATUS') {
      const { stream_descriptor: stream, status: word, reasons } = objectOf(status);
      const { name, namespace } = objectOf(stream);
      if (!this.#isOurs(name, namespace)) return;
      this.#status = word;
      const isLimited = JSON.stringify(reasons ?? null).includes('RATE_LIMITED');
      if (isLimited)
        this.#log('The source waits: its API limits the rate.', { stream: String(name) });
    }
  }

  /** Says so where a source counts other records than came: the rest may be lost on its side. */
  compare(message: JsonObject, came: number): void {
    const { recordCount } = objectOf(objectOf(message.state).sourceStats);
    if (typeof recordCount !== 'number' || recordCount === came) return;
    const { name: stream } = this.#selection;
    this.#log('The source counts other records than came.', { stream, counted: recordCount, came });
  }

  /** The estimate for a progress bar; estimates that were too low grow along. */
  total(done: number): { readonly total?: number } {
    return this.#estimate === null ? {} : { total: Math.max(this.#estimate, done) };
  }

  get isIncomplete(): boolean {
    return this.#status === 'INCOMPLETE';
  }

  #isOurs(name: unknown, namespace: unknown): boolean {
    const named = { name: String(name), namespace: namespace ? String(namespace) : null };
    return streamName(named) === this.#selection.name;
  }
}
