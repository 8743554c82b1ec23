import {
  ConnectorConfigError,
  type ConnectorError,
  ConnectorRetryableError,
} from '../../contract/errors.ts';
import { statusProblem } from '../../kit/http/problems.ts';
import { retryAfterMs } from '../../kit/http/retry-after.ts';

const AGAIN = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
  'OperationAborted',
]);

/** What an error answer of a store means; `place` is the bucket, or an object in it. */
export function storeProblem(
  response: Response,
  code: string,
  place: string,
  now: number,
): ConnectorError {
  const { status, headers } = response;
  if (AGAIN.has(code)) {
    const asked = retryAfterMs(headers, now);
    return new ConnectorRetryableError(
      `The store asks to come back later for ${place} (${code}).`,
      asked === undefined ? {} : { retryAfterMs: asked },
    );
  }
  const mend = mendOf(code, headers);
  if (mend !== null) return new ConnectorConfigError(`${place}: ${mend} (${code})`);
  // Between the listing and the reading it was removed or replaced.
  if (code === 'NoSuchKey' || status === 404 || status === 412 || status === 416) {
    return new ConnectorRetryableError(
      `${place} was removed or replaced while it was read; sync again.`,
    );
  }
  return statusProblem(response, place, now);
}

function mendOf(code: string, headers: Headers): string | null {
  switch (code) {
    case 'NoSuchBucket':
      return 'there is no such bucket at this endpoint; mend the path or `endpoint`.';
    case 'InvalidAccessKeyId':
      return 'the store does not know this access key; mend `accessKeyId`.';
    case 'SignatureDoesNotMatch':
      return 'the secret does not belong to the access key; mend `secretAccessKey` (or `region`).';
    case 'ExpiredToken':
    case 'InvalidToken':
      return 'the session token has ended; give a new one.';
    case 'RequestTimeTooSkewed':
      return 'the clock of this machine is wrong; set it.';
    case 'AccessDenied':
    case 'AllAccessDisabled':
      return 'these credentials may not read here; grant s3:ListBucket on the bucket and s3:GetObject on its objects.';
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
    case 'IllegalLocationConstraintException': {
      const region = headers.get('x-amz-bucket-region');
      return `the bucket lies in another region; mend \`region\`${region === null ? '' : `: ${region}`}.`;
    }
    default:
      return null;
  }
}
