/**
 * Errors of connectors, grouped by what the caller does next. Each says what went wrong, where, and
 * what to do; none may carry a secret or a record's values.
 */
export abstract class ConnectorError extends Error {
  /** What the caller does next. */
  abstract readonly action: 'mend-config' | 'retry' | 'skip-record' | 'stop';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The configuration is wrong (address, credentials, a missing table): a person has to mend it. */
export class ConnectorConfigError extends ConnectorError {
  readonly action = 'mend-config';
}

/** The source is away or busy for now; the same call may go through later. */
export class ConnectorRetryableError extends ConnectorError {
  readonly action = 'retry';
  /** How long the source asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** One record cannot be read; the rest of the stream can. */
export class ConnectorRecordError extends ConnectorError {
  readonly action = 'skip-record';
}

/** The stream cannot go on (state of another version, a broken source): stop and tell a person. */
export class ConnectorFatalError extends ConnectorError {
  readonly action = 'stop';
}
