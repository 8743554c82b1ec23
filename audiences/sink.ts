import type { AudienceMessage } from './audience-message.ts';

/** What takes audience messages. */
export interface Sink {
  /**
   * Delivers messages in their order, all of them or none that counts.
   * @throws {RefusedError} where the receiver will never take one of them
   * @throws {Error} for everything that may go better later
   */
  deliver(messages: readonly AudienceMessage[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The receiver says that it will not take what it was sent, however often it comes. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** The receiver cannot take anything now. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';

  constructor(
    message: string,
    /** How long the receiver asks to be left alone, in milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}
