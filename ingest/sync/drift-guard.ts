import {
  type Connector,
  type ConnectorContext,
  type DriftPolicy,
  type Json,
  SchemaWatch,
  type StreamSchema,
} from '../../connectors/index.ts';
import type { IngestContext } from '../context.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import { asConnectorError, type ReadStep } from './connector-messages.ts';

interface GuardedStream {
  readonly sourceId: string;
  readonly stream: string;
  readonly connector: Connector;
  readonly config: unknown;
  readonly drift: DriftPolicy | null;
}

/**
 * Meets a change of a stream's schema by the policy that its declaration names. What was read before
 * the change stays; the schema is stored beside the stream's state.
 */
export class DriftGuard {
  readonly #context: IngestContext;
  readonly #options: GuardedStream;
  readonly #watch: SchemaWatch;
  #stored: string;
  #told = 0;

  private constructor(context: IngestContext, options: GuardedStream, known: StreamSchema | null) {
    this.#context = context;
    this.#options = options;
    this.#watch = new SchemaWatch(options.stream, known, options.drift!);
    this.#stored = canonicalJson(known as unknown as Json);
  }

  /**
   * @returns null where the stream declares no policy
   * @throws {ConnectorFatalError} where the source describes a stream that may not be read on
   */
  static async open(
    context: IngestContext,
    options: GuardedStream,
    lent: ConnectorContext,
  ): Promise<DriftGuard | null> {
    const { sourceId, stream, connector, config, drift } = options;
    if (drift === null) return null;
    const known = await context.store.sources.schema(sourceId, stream);
    const guard = new DriftGuard(context, options, known as StreamSchema | null);
    const streams = await connector.discover(config, lent).catch((error: unknown) => {
      throw asConnectorError(error);
    });
    const found = streams.find(({ name }) => name === stream);
    if (found !== undefined) guard.#watch.describe(found);
    return guard;
  }

  /** The messages as the policy lets them through. @throws {ConnectorFatalError} where it stops */
  async *through(messages: AsyncIterable<ReadStep>): AsyncGenerator<ReadStep> {
    for await (const step of messages) {
      // Of what is deleted a source may tell the key only.
      yield step.type === 'record' ? { ...step, data: this.#watch.take(step.data) } : step;
      if (this.#watch.changes.length > this.#told) this.#tell();
    }
  }

  /** Stores the schema if it has changed; one that is being learned only when all of it was seen. */
  async save(isWhole: boolean): Promise<void> {
    const schema = this.#watch.schema as unknown as Json;
    if ((this.#watch.isLearning && !isWhole) || canonicalJson(schema) === this.#stored) return;
    const { sourceId, stream } = this.#options;
    await this.#context.store.sources.saveSchema(sourceId, stream, schema);
    this.#stored = canonicalJson(schema);
  }

  #tell(): void {
    const { sourceId, stream, drift } = this.#options;
    for (const { kind, field } of this.#watch.changes.slice(this.#told)) {
      this.#context.log('The schema of a stream has changed.', {
        sourceId,
        stream,
        kind,
        field,
        drift,
      });
    }
    this.#told = this.#watch.changes.length;
  }
}
