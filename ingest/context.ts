import type { JsonObject } from '../connectors/index.ts';
import type { ModalityRegistry } from '../fusion/index.ts';
import type { Store } from '../store/index.ts';
import type { QualityGuard } from './quality/quality-guard.ts';

/** What every part of ingest works with. */
export interface IngestContext {
  readonly store: Store;
  readonly modalities: ModalityRegistry;
  /** The current time in milliseconds since the epoch. */
  readonly clock: () => number;
  /** After how long senders may try again because profiles are too far behind; 0 where they are not. */
  readonly heldBackMs?: () => number;
  /** Decides which source goes into quarantine by itself. */
  readonly guard: QualityGuard;
  /** Relative paths of configurations and mapping functions are read from here. */
  readonly baseFolder: string;
  /** For what an operator should know; never a secret, never a record's value. */
  readonly log: (message: string, facts?: JsonObject) => void;
}
