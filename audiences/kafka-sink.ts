import { Producer } from '@platformatic/kafka';
import { kafkaClientOptions, unlessAborted } from '../connectors/index.ts';
import type { AudienceMessage } from './audience-message.ts';
import type { AudienceDeclaration } from './declaration.ts';
import { RefusedError, type Sink, UnavailableError } from './sink.ts';

const TOO_LARGE = 'MESSAGE_TOO_LARGE';

/** Writes messages to a topic, keyed by user: what concerns a user stays in order in a partition. */
export class KafkaSink implements Sink {
  readonly #settings: NonNullable<AudienceDeclaration['kafka']>;
  readonly #baseFolder: string;
  #producer: Promise<Producer> | null = null;

  constructor(settings: NonNullable<AudienceDeclaration['kafka']>, baseFolder: string) {
    this.#settings = settings;
    this.#baseFolder = baseFolder;
  }

  async deliver(messages: readonly AudienceMessage[], signal: AbortSignal): Promise<void> {
    try {
      await unlessAborted(this.#send(messages, signal), signal);
    } catch (error) {
      const closing = this.close().catch(() => undefined);
      // Brokers that do not answer must not be waited for: without its connections nothing is tried again.
      if (signal.aborted) throw new UnavailableError('The topic was not written to in time.');
      await closing;
      if (codesOf(error).includes(TOO_LARGE)) {
        throw new RefusedError('The topic takes no messages of that size.');
      }
      throw new UnavailableError(`The topic cannot be written to (${codesOf(error)[0]}).`);
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = null;
    await (await producer?.catch(() => null))?.close();
  }

  async #send(messages: readonly AudienceMessage[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#producer ??= this.#open();
    const producer = await this.#producer;
    // Whoever has the audience by now may have sent what comes later.
    signal.throwIfAborted();
    await producer.send({
      acks: -1,
      messages: messages.map((message) => ({
        topic: this.#settings.topic,
        key: Buffer.from(message.userId),
        value: Buffer.from(JSON.stringify(message)),
      })),
    });
  }

  async #open(): Promise<Producer> {
    const options = await kafkaClientOptions(this.#settings, {
      baseFolder: this.#baseFolder,
    });
    // Idempotent: what the client itself sends again is written once, and in its place.
    return new Producer({ ...options, idempotent: true });
  }
}

/** The codes of an error and of those inside it; never its message, which may quote a value. */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return ['unknown'];
  const { code, apiId, errors, cause } = error as Record<string, unknown>;
  const inner = [...(Array.isArray(errors) ? errors : []), ...(cause ? [cause] : [])];
  return [apiId, code].filter((one) => typeof one === 'string').concat(inner.flatMap(codesOf));
}
