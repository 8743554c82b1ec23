import { createHmac, timingSafeEqual } from 'node:crypto';
import { PushRefusal, type PushRequest } from '../contract/push-connector.ts';
import type { WebhookConfig } from './config.ts';

const ENCODED = 'whsec_';
const LONGEST_ID = 256;

/**
 * Checks that a delivery comes from somebody who knows the secret, was signed lately, and is as it was
 * signed (Standard Webhooks 1.0.0: HMAC-SHA256 of id, timestamp and body).
 * @returns the delivery's id, which the signature covers: a replay cannot pass under another one
 * @throws {PushRefusal} 401 without saying which of it is wrong
 */
export function verifiedDelivery(
  { secrets, toleranceSeconds }: WebhookConfig,
  { headers, body, receivedAt }: PushRequest,
): string {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`] ?? ''),
  ) as [string, string, string];
  const ageSeconds = Math.abs(receivedAt / 1000 - Number(timestamp));
  const readable = id !== '' && id.length <= LONGEST_ID && /^\d{1,12}$/.test(timestamp);
  if (!readable || ageSeconds > toleranceSeconds) throw refused();
  const wanted = secrets.map((secret) =>
    createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest(),
  );
  const given = signatures.split(' ').flatMap((signature) => {
    const [version, encoded] = signature.split(',');
    return version === 'v1' && encoded !== undefined ? [Buffer.from(encoded, 'base64')] : [];
  });
  const same = given.filter((one) =>
    wanted.some((other) => one.length === other.length && timingSafeEqual(one, other)),
  );
  if (same.length === 0) throw refused();
  return id;
}

/** The key that a secret stands for. */
export const keyOf = (secret: string): Buffer =>
  secret.startsWith(ENCODED)
    ? Buffer.from(secret.slice(ENCODED.length), 'base64')
    : Buffer.from(secret);

const refused = (): PushRefusal =>
  new PushRefusal(
    401,
    'The delivery is not signed as it must be: send webhook-id, webhook-timestamp (seconds, now) and webhook-signature.',
  );
