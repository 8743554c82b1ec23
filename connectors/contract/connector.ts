import type { z } from 'zod';
import type { Json, JsonObject } from './json.ts';
import type { ConnectorMessage } from './message.ts';

/** What a connector is called and how it is configured. */
export interface ConnectorSpec<Config> {
  /** The word that stands as `connector:` in portrait.yaml, in kebab case. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /**
   * A strict zod object. Every field has a `.describe()`; a secret is marked with
   * `.meta({ secret: true })` (see `secret()`), and never appears in any output.
   */
  readonly config: z.ZodType<Config>;
  /** By stream, the `map:` that counts where portrait.yaml gives none. */
  readonly mappings?: Readonly<Record<string, JsonObject>>;
}

/** A field of a stream as the source describes it; `type` uses JSON Schema's words. */
export interface StreamField {
  readonly name: string;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'unknown';
  readonly nullable: boolean;
}

/** One kind of record that a source can be read for. */
export interface StreamDescription {
  readonly name: string;
  readonly fields: readonly StreamField[];
  /** Whether the fields are what a sample showed, so that some may be missing; false where absent. */
  readonly isSampled?: boolean;
  /** The fields whose values make a record's key. */
  readonly primaryKey: readonly string[];
  /** The field by which the stream can be read incrementally; null where it can only be read whole. */
  readonly cursor: string | null;
}

/** What a check found: an `ok` with a sentence about what was reached, or a problem with its mend. */
export interface CheckResult {
  readonly ok: boolean;
  readonly message: string;
}

/** What the caller has stored of a read that is under way. */
export interface StoredState {
  /**
   * The last state of this read that is stored for good, without asking the store: what a source may
   * be told to forget (a replication slot) or to show as done (a consumer group's offset).
   */
  latest(): Json | null;
  /**
   * Stores what the last state covers, forgets what was yielded after it, and gives the state as the
   * store has it now: go on from that. Of a partitioned state other readers may have moved members on
   * meanwhile; what was yielded on top of those is forgotten too. For when partitions change hands.
   */
  refresh(): Promise<Json | null>;
}

/** What is to be read. */
export interface ReadRequest {
  readonly stream: string;
  /** The last stored state of this stream; null at the first read. */
  readonly state: Json | null;
  /**
   * True where the caller wants what comes next as well: at its end the read waits instead of ending,
   * until the signal aborts. A connector that cannot wait ends all the same and is read again later.
   * One that waits yields a state at least every few seconds, so that its status stays fresh.
   */
  readonly follow?: boolean;
  /** Lent by callers that store states; absent where nobody does, as in tests of a connector. */
  readonly stored?: StoredState;
  /**
   * A backfill: what lies between these cursors, both included, is read once more. The states of such
   * a read belong to it alone. A connector reads as little besides as it can, and the caller drops what
   * lies outside; where a stream cannot be read again, `read` throws a ConnectorConfigError.
   */
  readonly range?: { readonly from: string; readonly until: string };
}

/** A source that is removed. */
export interface ReleaseRequest {
  /** The last stored state of each stream that has one. */
  readonly states: readonly Json[];
  /** Says what would be let go of, and changes nothing. */
  readonly dryRun: boolean;
}

/** What the caller lends to a connector for the length of one call. */
export interface ConnectorContext {
  /** Aborts when the caller no longer wants an answer; every wait must end then. */
  readonly signal: AbortSignal;
  /** The current time in milliseconds since the epoch; fixed in tests. */
  readonly now: () => number;
  /** Relative paths in a configuration are read from here. */
  readonly baseFolder: string;
  /** For what an operator should know; never a secret, never a record's value. */
  readonly log: (message: string, facts?: JsonObject) => void;
}

/**
 * A kind of source. `read` yields records in an order that its states describe: whoever stores a
 * state and reads again from it gets every record that came after it, and may get earlier ones twice
 * (the same key, version and content), never none.
 */
export interface Connector<Config = unknown> {
  readonly spec: ConnectorSpec<Config>;
  /** Reaches out and says whether it works. Does not throw for what a person can mend. */
  check(config: Config, context: ConnectorContext): Promise<CheckResult>;
  /** @throws {ConnectorConfigError} where the source cannot be described */
  discover(config: Config, context: ConnectorContext): Promise<readonly StreamDescription[]>;
  /** @throws {ConnectorError} of the kind that says what to do next */
  read(
    config: Config,
    request: ReadRequest,
    context: ConnectorContext,
  ): AsyncIterable<ConnectorMessage>;
  /**
   * Lets go of what the source keeps because it is read, such as a replication slot; absent where it
   * keeps nothing. Called again, it goes on with what is left.
   * @returns what was let go of, or would be, in sentences for a person
   * @throws {ConnectorError} where it cannot be; the source is removed all the same
   */
  release?(
    config: Config,
    request: ReleaseRequest,
    context: ConnectorContext,
  ): Promise<readonly string[]>;
}
