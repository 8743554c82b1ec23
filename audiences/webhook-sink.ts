import { createHash, createHmac } from 'node:crypto';
import { keyOfSecret, retryAfterMs } from '../connectors/index.ts';
import type { AudienceMessage } from './audience-message.ts';
import type { AudienceDeclaration } from './declaration.ts';
import { RefusedError, type Sink, UnavailableError } from './sink.ts';

/** Bad request, too large, unsupported, unprocessable: the content is at fault. */
const REFUSALS = new Set([400, 413, 415, 422]);

/**
 * Posts messages as `{ batch, sentAt }`, the batches of the Segment tracking API, signed as Standard
 * Webhooks 1.0.0 says. The id of a delivery is that of its content, so that one that is repeated is
 * known for it.
 */
export class WebhookSink implements Sink {
  readonly #settings: NonNullable<AudienceDeclaration['webhook']>;
  readonly #clock: () => number;

  constructor(settings: NonNullable<AudienceDeclaration['webhook']>, clock: () => number) {
    this.#settings = settings;
    this.#clock = clock;
  }

  async deliver(messages: readonly AudienceMessage[], signal: AbortSignal): Promise<void> {
    const { url, timeoutMs } = this.#settings;
    const ids = messages.map(({ messageId }) => messageId).join();
    const id = `msg_${createHash('sha256').update(ids).digest('base64url').slice(0, 27)}`;
    const now = this.#clock();
    const body = JSON.stringify({ batch: messages, sentAt: new Date(now).toISOString() });
    let response: Response;
    try {
      response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.#signature(id, body, now) },
        body,
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body?.cancel();
    } catch (error) {
      throw new UnavailableError(`The receiver cannot be reached (${reasonOf(error)}).`);
    }
    if (response.ok) return;
    const { status } = response;
    if (REFUSALS.has(status)) {
      throw new RefusedError(`The receiver refused it with status ${status}.`);
    }
    const message = `The receiver answered with status ${status}.`;
    throw new UnavailableError(message, retryAfterMs(response.headers, now));
  }

  async close(): Promise<void> {}

  #signature(id: string, body: string, now: number): Record<string, string> {
    const timestamp = String(Math.floor(now / 1000));
    const signature = createHmac('sha256', keyOfSecret(this.#settings.secret))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64');
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    };
  }
}

/** A code or a name: messages may quote the address, which may hold a secret. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.name : 'unknown reason';
}
