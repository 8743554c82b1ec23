import type { Type } from 'avsc';
import type { ConnectorContext } from '../../contract/connector.ts';
import { ConnectorConfigError, ConnectorRetryableError } from '../../contract/errors.ts';
import { withRetries } from '../../kit/back-off.ts';
import type { KafkaConfig } from '../config.ts';
import { avroType, type NamedTypes } from './avro.ts';
import { UndecodableError } from './undecodable.ts';

const TIMEOUT_MS = 10_000;
/** An id that the registry does not know is asked for again after so long: it may just be new. */
const UNKNOWN_MS = 30_000;

/** A schema as the common REST form gives it. */
interface Answer {
  readonly schema?: string;
  readonly schemaType?: string;
  readonly references?: readonly { name: string; subject: string; version: number }[];
}

/** Avro schemas by their id in a registry, each asked for once. */
export class SchemaRegistry {
  readonly #settings: NonNullable<KafkaConfig['registry']>;
  readonly #context: ConnectorContext;
  readonly #types = new Map<number, Promise<Type>>();

  constructor(settings: NonNullable<KafkaConfig['registry']>, context: ConnectorContext) {
    this.#settings = settings;
    this.#context = context;
  }

  /**
   * @throws {UndecodableError} for an id that the registry does not know, or whose schema is not Avro's
   * @throws {ConnectorRetryableError} where the registry does not answer
   * @throws {ConnectorConfigError} where it does not let us in
   */
  type(id: number): Promise<Type> {
    const known = this.#types.get(id);
    if (known !== undefined) return known;
    const asked = this.#typeOf(`schemas/ids/${id}`, `schema ${id}`);
    this.#types.set(id, asked);
    asked.catch((error: unknown) => {
      if (error instanceof UndecodableError) {
        setTimeout(() => this.#types.delete(id), UNKNOWN_MS).unref();
      } else this.#types.delete(id);
    });
    return asked;
  }

  /** Whether it answers and lets us in; throws like `type` where it does not. */
  async check(): Promise<void> {
    await this.#ask('schemas/ids/0', 'schema 0').catch((error: unknown) => {
      if (!(error instanceof UndecodableError)) throw error;
    });
  }

  async #typeOf(place: string, what: string): Promise<Type> {
    const answer = await withRetries(() => this.#ask(place, what), this.#context.signal);
    const { schema, schemaType = 'AVRO', references = [] } = answer;
    if (schemaType !== 'AVRO' || schema === undefined) {
      throw new UndecodableError(`In the registry ${what} is ${schemaType}, not Avro.`);
    }
    const named: NamedTypes = {};
    for (const { name, subject, version } of references) {
      const referred = `subjects/${encodeURIComponent(subject)}/versions/${version}`;
      named[name] = await this.#typeOf(referred, `"${name}", which ${what} refers to,`);
    }
    return avroType(schema, named);
  }

  async #ask(place: string, what: string): Promise<Answer> {
    const { url, user, password = '', token } = this.#settings;
    const { host } = new URL(url);
    const basic = user && `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const authorization = token === undefined ? basic : `Bearer ${token}`;
    const signal = AbortSignal.any([this.#context.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`${url.replace(/\/$/, '')}/${place}`, {
        headers: {
          accept: 'application/vnd.schemaregistry.v1+json, application/json',
          ...(authorization && { authorization }),
        },
        signal,
      });
      body = await response.json().catch(() => null);
    } catch (error) {
      this.#context.signal.throwIfAborted();
      const message = `The schema registry at ${host} does not answer; is \`registry.url\` right?`;
      throw new ConnectorRetryableError(message, { cause: error });
    }
    const { status } = response;
    if (status === 401 || status === 403) {
      throw new ConnectorConfigError(
        `The schema registry at ${host} does not let us in (${status}); mend \`registry\`: user and password, or token.`,
      );
    }
    if (status === 404) throw new UndecodableError(`The schema registry does not know ${what}.`);
    if (!response.ok || body === null || typeof body !== 'object') {
      throw new ConnectorRetryableError(
        `The schema registry at ${host} answers with ${status} and no schema.`,
      );
    }
    return body;
  }
}
