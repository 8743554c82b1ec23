import {
  ConnectorConfigError,
  ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../contract/errors.ts';
import type { PostgresConfig } from './config.ts';

const AWAY = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];
const BROKEN_OFF = ['ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03'];
const BUSY = ['40001', '40P01', '55P03', '55006'];
const TLS = /SELF_SIGNED|CERT_|UNABLE_TO_(VERIFY|GET)|ALTNAME|does not support SSL/;

/** Sorts what the driver throws by what to do next; no value of a row gets into the words. */
export function connectorError(error: unknown, address: string, config: PostgresConfig): Error {
  if (error instanceof ConnectorError) return error;
  if (!(error instanceof Error)) return new ConnectorFatalError(`PostgreSQL at ${address} failed.`);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (TLS.test(code) || TLS.test(error.message)) {
    return new ConnectorConfigError(
      `PostgreSQL at ${address} and this program do not agree on TLS; mend \`ssl\`: disable, require (any certificate) or verify-full.`,
    );
  }
  if (AWAY.includes(code) || /timeout expired/.test(error.message)) {
    return new ConnectorRetryableError(
      `Nothing answers as PostgreSQL at ${address}: is the server started, are host and port right, does a firewall let it through?`,
    );
  }
  if (/Query read timeout/.test(error.message)) {
    return new ConnectorRetryableError(
      `PostgreSQL at ${address} was silent for more than ${config.timeoutSeconds} s; raise \`timeoutSeconds\` if it needs longer.`,
    );
  }
  const isBusy = BUSY.includes(code) || code.startsWith('53') || code.startsWith('08');
  if (
    isBusy ||
    BROKEN_OFF.includes(code) ||
    /Connection terminated|not queryable/.test(error.message)
  ) {
    return new ConnectorRetryableError(
      `PostgreSQL at ${address} is busy or broke off (${code || 'connection lost'}).`,
    );
  }
  const mend = mendOf(code, config);
  if (mend !== null) return new ConnectorConfigError(`PostgreSQL at ${address} ${mend}`);
  return new ConnectorFatalError(
    `PostgreSQL at ${address} refused the read (${code || error.name}).`,
  );
}

function mendOf(code: string, config: PostgresConfig): string | null {
  switch (code) {
    case '28P01':
    case '28000':
      return 'does not accept this user with this password, or not from here; mend `user`, `password` or pg_hba.conf.';
    case '3D000':
      return 'has no such database; mend `database`.';
    case '42P01':
    case '3F000':
      return 'no longer has a table of the streams; run discover again.';
    case '42703':
      return 'no longer has a column of the streams; run discover again.';
    case '42501':
      return 'does not let this user read there; grant it SELECT on the table and USAGE on its schema.';
    case '42704':
      return 'no longer has the publication or the replication slot of a stream; drop what is left of the two, remove the source and sync it again.';
    case '57014':
      return `took longer than ${config.timeoutSeconds} s for a page; index (cursor, key), or raise \`timeoutSeconds\`.`;
    default:
      return null;
  }
}
