import {
  ConnectorConfigError,
  ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../contract/errors.ts';

/** What a failure to read a file means, and what to do about it; `name` is the file's own. */
export function fileProblem(name: string, cause: unknown): ConnectorError {
  if (cause instanceof ConnectorConfigError) {
    return new ConnectorConfigError(`${name}: ${cause.message}`, { cause });
  }
  if (cause instanceof ConnectorError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  switch (code) {
    case 'ENOENT':
      return new ConnectorRetryableError(`${name} went away while it was read; sync again.`, {
        cause,
      });
    case 'EACCES':
    case 'EPERM':
      return new ConnectorConfigError(
        `${name} may not be read (${code}); give this user the right to read it.`,
        { cause },
      );
    case 'EMFILE':
    case 'EBUSY':
      return new ConnectorRetryableError(`${name} cannot be opened just now (${code}).`, { cause });
    default:
      return new ConnectorFatalError(
        `${name} cannot be read to its end${code === '' ? '' : ` (${code})`}: it is damaged or cut off. Mend or remove it; what was read before is kept.`,
        { cause },
      );
  }
}
