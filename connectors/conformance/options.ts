import type { StreamDescription } from '../contract/connector.ts';
import type { CheckName } from './checks/index.ts';

/** How a stream's records are changed, for the checks of drift. */
export type Alteration = 'added' | 'removed' | 'retyped';

/**
 * What the checks may do to the source that the connector reads. A check whose deed is missing fails,
 * unless `notApplicable` says why it cannot be tried.
 */
export interface Deeds {
  /** Writes a new record whose cursor lies before the greatest, inside the look-back window; its key. */
  addLate?(stream: string): Promise<string>;
  /** Changes a record that is there, so that its version grows; its key. */
  change?(stream: string): Promise<string>;
  /** Deletes a record that is there, the way a source tells of it; its key. */
  remove?(stream: string): Promise<string>;
  /** Writes a new record with this text in one of its fields. */
  addText?(stream: string, text: string): Promise<{ readonly key: string; readonly field: string }>;
  /** Writes a new record whose cursor (or version) is this instant, written with this offset; its key. */
  addAt?(stream: string, instant: string): Promise<string>;
  /** A field more in the stream's records, one less, or one of another type. */
  alter?(
    stream: string,
    alteration: Alteration,
  ): Promise<{ readonly field: string; readonly undo: () => Promise<void> }>;
  /** Makes the credentials that were given so far worthless, so that the connector has to renew them. */
  expireToken?(): Promise<void>;
}

/** How the connector reaches its source, so that the checks can stand between the two. */
export interface Network<Config> {
  readonly kind: 'http' | 'tcp';
  /** Where the source really answers: an http(s) address, or host:port. */
  readonly address: string;
  /**
   * The configuration with that address in place of the real one. Set its time-outs low: the checks
   * wait for them.
   */
  readonly through: (address: string) => Config;
}

/** What `conformance` needs to know beyond the connector and a working configuration. */
export interface ConformanceOptions<Config> {
  /** Relative paths of the configuration are read from here. */
  readonly baseFolder?: string;
  /** The streams to check; all that are discovered where absent. Use at most some thousand records. */
  readonly streams?: readonly string[];
  /** A stream that exists and holds nothing. */
  readonly emptyStream?: string;
  /** Configurations with which `check` must fail well, by what is wrong with them. */
  readonly wrong?: Readonly<Record<string, Config>>;
  readonly network?: Network<Config>;
  readonly deeds?: Deeds;
  /** The longest that anything may wait for a source that is silent; 10,000 where absent. */
  readonly patienceMs?: number;
  /** Checks that do not apply, with the reason; they are reported as such. */
  readonly notApplicable?: Partial<Readonly<Record<CheckName, string>>>;
}

/** A deed as the message of a check that lacks it calls it. */
export type DeedName = keyof Deeds;

/** The streams that a check runs over. */
export type Streams = readonly StreamDescription[];
