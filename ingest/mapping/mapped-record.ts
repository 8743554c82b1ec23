import type { JsonObject } from '../../connectors/index.ts';
import type { Scalar } from '../../fusion/index.ts';

/** One id by which the world outside knows a user, for example `{ kind: 'email', value: … }`. */
export interface ExternalId {
  readonly kind: string;
  readonly value: string;
}

/** One thing that a user did. */
export interface MappedEvent {
  readonly kind: 'event';
  readonly modality: string;
  readonly type: string;
  /** Milliseconds since the epoch, or an ISO 8601 instant with its offset. */
  readonly at: number | string;
  /** All ids of the user that the record gives; the first names a user not seen before. */
  readonly user: readonly ExternalId[];
  /** The other user of a relation. */
  readonly other?: readonly ExternalId[] | null;
  readonly itemId?: string | null;
  readonly value?: number | null;
  readonly attributes?: Readonly<Record<string, Scalar>>;
  /**
   * Tells the events of one record apart, from 0; by default the place in the list. Give it where
   * the list can grow at the front or in the middle between two versions of the record.
   */
  readonly part?: number;
}

/** Something that users view, buy or visit. What is left out is unknown. */
export interface MappedItem {
  readonly kind: 'item';
  readonly id: string;
  readonly title?: string | null;
  readonly categories?: readonly string[];
  readonly price?: number | null;
  readonly latitude?: number | null;
  readonly longitude?: number | null;
  readonly attributes?: Readonly<Record<string, Scalar>>;
  /** Said in passing by an event: it counts only where no source describes the item itself. */
  readonly incidental?: boolean;
}

/** Ids that belong to one user, and what the source declares about the user. */
export interface MappedUser {
  readonly kind: 'user';
  readonly user: readonly ExternalId[];
  readonly traits?: Readonly<Record<string, Scalar>>;
  /** The source says outright that the ids are one user: no limit on ids keeps them apart. */
  readonly explicit?: boolean;
}

/** A user's answer to being asked for a purpose, for example `profiling`. */
export interface MappedConsent {
  readonly kind: 'consent';
  readonly user: readonly ExternalId[];
  readonly purpose: string;
  readonly granted: boolean;
  /** When it was given; the latest counts. By default the record's version. */
  readonly at?: number | string;
}

export type MappedPart = MappedEvent | MappedItem | MappedUser | MappedConsent;

/** A record as a mapping sees it. */
export interface SourceRecord {
  readonly stream: string;
  readonly key: string;
  readonly version: string;
  readonly data: JsonObject;
}

/**
 * A typed mapping, named in portrait.yaml as `map: ./file.ts#name`. It must be pure: the same record
 * always gives the same parts, or reading a record twice would no longer count it once. An empty list
 * means that the record is of no interest. Throw `RecordRejection` to turn a record away with a reason.
 *
 * @example
 * export const clicks: RecordMapping = ({ data }) => [{
 *   kind: 'event', modality: 'browsing', type: 'view', at: String(data.time),
 *   user: [{ kind: 'customer', value: String(data.customer) }], itemId: String(data.product),
 * }];
 */
export type RecordMapping = (record: SourceRecord) => readonly MappedPart[];

/** A stream's mapping, ready to use. */
export interface StreamMapping {
  readonly map: RecordMapping;
  /** The same without its `when`; null where nothing is filtered. */
  readonly mapUnfiltered: RecordMapping | null;
}
