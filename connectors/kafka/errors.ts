import { findErrorBy } from '@platformatic/kafka';
import {
  ConnectorConfigError,
  ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../contract/errors.ts';
import type { KafkaConfig } from './config.ts';

/** What is wrong by the broker's own name for it, and what a person does about it. */
const MENDS: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'does not let this user read the topic; grant it READ and DESCRIBE.',
  GROUP_AUTHORIZATION_FAILED: 'does not let this user into the group; grant it READ on the group.',
  CLUSTER_AUTHORIZATION_FAILED: 'does not let this user in; grant it what a consumer needs.',
  SASL_AUTHENTICATION_FAILED: 'does not accept this user with this password; mend `sasl`.',
  UNSUPPORTED_SASL_MECHANISM: 'does not know this way to sign in; mend `sasl.mechanism`.',
  INVALID_SESSION_TIMEOUT: 'allows no such `sessionTimeoutMs`; see group.min.session.timeout.ms.',
  INVALID_GROUP_ID: 'does not take this `group`.',
  INCONSISTENT_GROUP_PROTOCOL: 'has a group of this name that is not ours; choose another `group`.',
};

const TLS =
  /SELF_SIGNED|CERT_|UNABLE_TO_(VERIFY|GET)|ALTNAME|ERR_SSL|ERR_TLS|EPROTO|wrong version number/;

/** Sorts what the client throws by what to do next; no secret and no message gets into the words. */
export function connectorError(error: unknown, { brokers, sasl, tls }: KafkaConfig): Error {
  if (error instanceof ConnectorError) return error;
  const all = flattened(error);
  const broken = all.find(({ code }) => TLS.test(code));
  if (broken !== undefined) {
    return new ConnectorConfigError(
      `Kafka at ${brokers} and this program do not agree on TLS (${broken.code}); mend \`tls\`.`,
    );
  }
  for (const { apiId } of all) {
    if (apiId in MENDS) return new ConnectorConfigError(`Kafka at ${brokers} ${MENDS[apiId]}`);
  }
  if (all.some(({ code }) => code === 'PLT_KFK_AUTHENTICATION')) {
    // Of a listener for TLS that is talked to in plain text no more comes back than that.
    const what =
      sasl === undefined
        ? 'wants a user to sign in; give `sasl`.'
        : `${MENDS.SASL_AUTHENTICATION_FAILED}${tls === false ? ' Or it wants TLS: give `tls`.' : ''}`;
    return new ConnectorConfigError(`Kafka at ${brokers} ${what}`);
  }
  const codes = [...new Set(all.map(({ apiId, code }) => apiId || code))].filter(Boolean);
  if (all.some(({ code }) => /NETWORK|TIMEOUT|^E[A-Z]+$/.test(code))) {
    const wanted = [
      ...(tls === false ? ['TLS (`tls`)'] : []),
      ...(sasl ? [] : ['a user (`sasl`)']),
    ];
    const hint = wanted.length === 0 ? '' : ` Does it want ${wanted.join(' or ')}?`;
    return new ConnectorRetryableError(
      `Kafka at ${brokers} does not answer (${codes.at(-1)}): is it started, are hosts and ports right, does a firewall let it through?${hint}`,
      { cause: error },
    );
  }
  if (findErrorBy(error as Error, 'canRetry', true) !== null) {
    return new ConnectorRetryableError(`Kafka at ${brokers} is busy (${codes.at(-1)}).`);
  }
  const kind = codes.at(-1) ?? (error instanceof Error ? error.name : typeof error);
  return new ConnectorFatalError(`Kafka at ${brokers} refused the read (${kind}).`, {
    cause: error,
  });
}

interface Reason {
  readonly code: string;
  /** The broker's name for what is wrong; empty where it is not the broker's. */
  readonly apiId: string;
}

/** An error with everything that it holds within, outermost first. */
function flattened(error: unknown): Reason[] {
  if (!(error instanceof Error)) return [];
  const own = {
    code: 'code' in error ? String(error.code) : '',
    apiId: 'apiId' in error ? String(error.apiId) : '',
  };
  const inner = error instanceof AggregateError ? error.errors : [];
  return [own, ...[...inner, error.cause].flatMap(flattened)];
}
