import {
  ConnectorConfigError,
  ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../../contract/errors.ts';
import { retryAfterMs } from './retry-after.ts';

/** The place in the pages that was asked for is known to the source no longer. */
export class PageGoneError extends ConnectorRetryableError {}

const AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What an answer that is no success means; `place` is the method and address without its query. */
export function statusProblem(response: Response, place: string, now: number): ConnectorError {
  const { status, headers } = response;
  const asked = retryAfterMs(headers, now);
  const isLimited =
    status === 403 && (asked !== undefined || headers.get('x-ratelimit-remaining') === '0');
  if (AGAIN.has(status) || isLimited) {
    const message = `${place} asks to come back later (status ${status}).`;
    return new ConnectorRetryableError(message, asked === undefined ? {} : { retryAfterMs: asked });
  }
  switch (status) {
    case 401:
      return new ConnectorConfigError(
        `${place} does not accept the credentials (status 401); give valid ones.`,
      );
    case 403:
      return new ConnectorConfigError(
        `${place} does not allow these credentials to read there (status 403); grant them the right to, or use others.`,
      );
    case 404:
      return new ConnectorConfigError(
        `There is nothing at ${place} (status 404); mend the address.`,
      );
    case 410:
      return new PageGoneError(`${place} no longer knows that page (status 410).`);
    default:
      return status >= 500
        ? new ConnectorFatalError(`${place} cannot answer (status ${status}).`)
        : new ConnectorConfigError(
            `${place} refuses the request (status ${status}); mend the settings.`,
          );
  }
}

/** What it means that no answer came, or half of one. */
export function networkProblem(cause: unknown, place: string): Error {
  if (cause instanceof ConnectorError) return cause;
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : 'no code';
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
    return new ConnectorConfigError(
      `The certificate of ${place} cannot be trusted (${code}); mend the address or the certificate.`,
    );
  }
  if (code === 'ENOTFOUND') {
    return new ConnectorRetryableError(
      `The host of ${place} is not known (${code}); mend the address if it stays so.`,
    );
  }
  return new ConnectorRetryableError(
    `${place} cannot be reached, or broke off within its answer (${code}).`,
  );
}
