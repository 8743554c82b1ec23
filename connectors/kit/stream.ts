import type { z } from 'zod';
import type { ConnectorContext, StreamField } from '../contract/connector.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import type { BackOff } from './back-off.ts';

/** Some records of a stream, and where the next ones begin. */
export interface Page {
  readonly records: readonly JsonObject[];
  /**
   * Where a read goes on that was interrupted after this page; null after the last page, absent where
   * it cannot go on from there (then what was read since the last such place is read again).
   */
  readonly next?: Json;
  /** How many records the whole read will have, where the source says so. */
  readonly total?: number;
  /** Rows that are no records: they go to the dead letters. */
  readonly rejects?: readonly { position: string; raw: string; reason: string }[];
}

/** What is to be read of a stream: everything from `from` to `until`, both included. */
export interface ReadScope<Config, Resource> {
  readonly config: Config;
  /** What `open` gave: usually an HttpClient. */
  readonly source: Resource;
  readonly context: ConnectorContext;
  /** The least cursor that is wanted, as the source writes it; null from the beginning. */
  readonly from: string | null;
  /** The greatest cursor that is wanted; null where the read has no upper bound. */
  readonly until: string | null;
  /** Where to go on: the `next` of a page; null at the beginning. */
  readonly page: Json | null;
  /** One of the stream's partitions; '' where it has none. */
  readonly partition: string;
}

/** A stream as a connector declares it. */
export interface StreamDeclaration<Config = unknown, Resource = unknown> {
  readonly name: string;
  /** The fields of a record: a zod object, or a list; found from a sample where absent. */
  readonly schema?: z.ZodObject | readonly StreamField[];
  readonly primaryKey: readonly string[];
  /**
   * The field that grows with every change (a time or a number): it orders the versions of a record,
   * and the stream is read from where the last read ended. Without it every read reads everything.
   */
  readonly cursor?: string;
  /** What the cursor is; a time where absent. Only times have an upper bound and slices. */
  readonly cursorType?: 'time' | 'number' | 'text';
  /** How far before the last cursor a read begins, for changes committed late: seconds, or units. */
  readonly lookBack?: number;
  /** Orders the versions of a record where there is no cursor. */
  readonly version?: string;
  /** A field that is set on what no longer exists. */
  readonly deleted?: string;
  /** Backfill in slices of so many seconds of the cursor: for sources that refuse wide ranges. */
  readonly slice?: { readonly from: string; readonly seconds: number };
  /** Parts that are read side by side; each keeps its own order and its own place. */
  readonly partitions?: (
    scope: Pick<ReadScope<Config, Resource>, 'config' | 'source' | 'context'>,
  ) => readonly string[] | Promise<readonly string[]>;
  /** How many partitions are read at a time; 4 where absent. */
  readonly concurrency?: number;
  /** How a record becomes events, items or traits unless portrait.yaml says otherwise. */
  readonly mapping?: JsonObject;
  /** Yields the pages in the source's order. An ended iteration means that everything was read. */
  read(scope: ReadScope<Config, Resource>): AsyncIterable<Page>;
}

/** What a connector's `open` gets. */
export type OpenScope = ConnectorContext & { readonly backOff: BackOff };
