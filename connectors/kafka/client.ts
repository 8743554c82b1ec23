import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BaseOptions } from '@platformatic/kafka';
import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { KafkaConnection } from './config.ts';

const MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const;

/** What every client of the brokers is opened with. @throws {ConnectorConfigError} for a missing file */
export async function clientOptions(
  config: KafkaConnection,
  { baseFolder }: Pick<ConnectorContext, 'baseFolder'>,
): Promise<BaseOptions & { requestTimeout: number }> {
  const { brokers, clientId, tls, sasl, timeoutMs } = config;
  return {
    clientId,
    bootstrapBrokers: brokers.split(',').map((broker) => broker.trim()),
    connectTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    retries: 2,
    retryDelay: 250,
    ...(tls !== false && { tls: await tlsOptions(tls, baseFolder) }),
    ...(sasl && {
      sasl: {
        mechanism: MECHANISMS[sasl.mechanism],
        username: sasl.user,
        password: sasl.password,
      },
    }),
  };
}

async function tlsOptions(tls: KafkaConnection['tls'], folder: string) {
  if (typeof tls === 'boolean') return {};
  const read = async (setting: string, file: string | undefined) => {
    if (file === undefined) return {};
    try {
      return { [setting]: await readFile(path.resolve(folder, file)) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
      throw new ConnectorConfigError(`tls: the file ${file} cannot be read (${code}).`);
    }
  };
  return {
    rejectUnauthorized: tls.verify,
    ...(await read('ca', tls.ca)),
    ...(await read('cert', tls.certificate)),
    ...(await read('key', tls.key)),
  };
}
