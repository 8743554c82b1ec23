/**
 * Errors of the store, grouped by what the caller does next. Each says what went wrong, where and
 * what to do; none carries a password or a stored value.
 */
export abstract class StoreError extends Error {
  /** What the caller does next. */
  abstract readonly action: 'mend-input' | 'mend-setup' | 'retry' | 'stop';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A value cannot be stored as it is (not a finite number, a NUL character, too long, not an id). */
export class StoreValueError extends StoreError {
  readonly action = 'mend-input';
  /** The table and column that refused the value. */
  readonly place: string;

  constructor(place: string, problem: string, mend: string) {
    super(`${place} ${problem}. ${mend}`);
    this.place = place;
  }
}

/** Something of that name is there already, or is not there. */
export class StoreConflictError extends StoreError {
  readonly action = 'mend-input';
}

/** Another process, or this one, has the embedded store's folder open. */
export class StoreLockedError extends StoreError {
  readonly action = 'mend-setup';
  readonly folder: string;
  /** The process that holds the folder; null where the lock file does not say. */
  readonly pid: number | null;

  constructor(folder: string, pid: number | null, mend: string) {
    const holder = pid === null ? 'another process' : `process ${pid}`;
    super(`The store in ${folder} is in use by ${holder}. ${mend}`);
    this.folder = folder;
    this.pid = pid;
  }
}

/** A feed is to be resumed from a place whose rows are no longer kept. */
export class SequenceExpiredError extends StoreError {
  readonly action = 'mend-input';
  /** Where the feed ends now. */
  readonly lastSequence: number;

  constructor(sequence: number, lastSequence: number) {
    super(
      `What followed sequence ${sequence} is no longer kept. Query what you show anew, then follow ` +
        `from afterSequence: ${lastSequence}.`,
    );
    this.lastSequence = lastSequence;
  }
}

/** A feed is to be resumed from a place that it has not reached: the sequence is of another store. */
export class SequenceAheadError extends StoreError {
  readonly action = 'mend-input';
  readonly lastSequence: number;

  constructor(sequence: number, lastSequence: number) {
    super(
      `Sequence ${sequence} was never given out here; the last one is ${lastSequence}. The store was ` +
        'put back or is another one: query what you show anew, then follow from the last one.',
    );
    this.lastSequence = lastSequence;
  }
}

/** The database cannot be reached, or lacks something that only an administrator can add. */
export class StoreUnavailableError extends StoreError {
  readonly action = 'mend-setup';
}

/** The database was written by a newer Portrait than this one. */
export class StoreVersionError extends StoreError {
  readonly action = 'mend-setup';
}

/** A row goes by another one that is not there. */
export class StoreDamagedError extends StoreError {
  readonly action = 'mend-setup';
}

/** Another process has taken over the users whose results were to be written. */
export class RangeLostError extends StoreError {
  readonly action = 'retry';

  constructor() {
    super('Another process works on these users now. What was computed here is dropped; go on.');
  }
}

/** Somebody whom a transaction wrote of was erased while it ran. The store does its work again. */
export class ErasedMeanwhileError extends StoreError {
  readonly action = 'retry';
  /** PostgreSQL's code of what may go through when it is done again. */
  readonly code = '40001';

  constructor() {
    super('A user was erased while this was written. Do it again without that user.');
  }
}

/** The store is used in a way that cannot work; the message says how to use it instead. */
export class StoreUsageError extends StoreError {
  readonly action = 'stop';
}

/** The code that PostgreSQL gives an error (`23505`, `40001`, ...); null for any other error. */
export function sqlState(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}
