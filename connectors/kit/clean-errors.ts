import {
  ConnectorConfigError,
  ConnectorError,
  ConnectorFatalError,
  ConnectorRecordError,
  ConnectorRetryableError,
} from '../contract/errors.ts';
import { withoutSecrets } from './secret.ts';

/** The same error without the secrets in its words, and without the cause that may quote them. */
export function cleanError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof ConnectorError)) return error;
  const message = withoutSecrets(error.message, secrets);
  if (message === error.message && !quotes(error.cause, secrets)) return error;
  if (error instanceof ConnectorRetryableError) {
    const { retryAfterMs } = error;
    return new ConnectorRetryableError(message, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (error instanceof ConnectorConfigError) return new ConnectorConfigError(message);
  return error instanceof ConnectorRecordError
    ? new ConnectorRecordError(message)
    : new ConnectorFatalError(message);
}

function quotes(cause: unknown, secrets: readonly string[]): boolean {
  if (!(cause instanceof Error)) return false;
  return withoutSecrets(cause.message, secrets) !== cause.message || quotes(cause.cause, secrets);
}
