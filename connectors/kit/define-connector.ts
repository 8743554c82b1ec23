import type { z } from 'zod';
import type {
  Connector,
  ConnectorContext,
  StreamDescription,
  StreamField,
} from '../contract/connector.ts';
import { ConnectorConfigError, ConnectorError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { USUAL_BACK_OFF } from './back-off.ts';
import { cleanError } from './clean-errors.ts';
import { fieldsOf } from './field-types.ts';
import { nearestHint } from './nearest.ts';
import { readStream } from './read-stream.ts';
import { schemaFields } from './schema-fields.ts';
import { cleanJson, secretValues, withoutSecrets } from './secret.ts';
import type { OpenScope, StreamDeclaration } from './stream.ts';

const SAMPLED_RECORDS = 500;

/** A connector as its author writes it down. */
export interface ConnectorDeclaration<Config, Resource> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** A strict zod object with a `.describe()` on every field and `secret()` for secrets. */
  readonly config: z.ZodType<Config>;
  /** What the streams read from, for the length of one call: usually an HttpClient. */
  readonly open: (config: Config, scope: OpenScope) => Resource | Promise<Resource>;
  /** Lets go of what `open` took hold of. */
  readonly close?: (source: Resource) => void | Promise<void>;
  readonly streams:
    | readonly StreamDeclaration<Config, Resource>[]
    | ((
        config: Config,
        source: Resource,
        scope: OpenScope,
      ) =>
        | readonly StreamDeclaration<Config, Resource>[]
        | Promise<readonly StreamDeclaration<Config, Resource>[]>);
}

/**
 * Makes a connector of a declaration. `check` reads the first page of every stream, once; `discover`
 * tells the declared schemas, or what a sample shows; `read` adds keys, versions, bounds, states and
 * progress to what the streams yield. No secret of the configuration gets into an error or a log.
 *
 * @example
 * export default defineConnector({
 *   name: 'shop-api', title: 'Shop API', description: 'Orders of the shop.',
 *   config: z.strictObject({ ...httpSettings, token: secret('The API token.') }),
 *   open: (config, scope) => new HttpClient(config, scope, { auth: bearer(config.token) }),
 *   streams: [{
 *     name: 'orders', primaryKey: ['id'], cursor: 'updated_at', lookBack: 300,
 *     read: ({ source, from, until, page }) =>
 *       paged(source, { path: 'orders', query: { from, until }, style: keyset({ field: 'id', size: 100 }) }, page),
 *   }],
 * });
 */
export function defineConnector<Config, Resource>(
  declaration: ConnectorDeclaration<Config, Resource>,
): Connector<Config> {
  const { name, title, description, config: schema } = declaration;

  /** Runs work on an opened source; whatever way it ends, its waits end and the source is closed. */
  async function* opened<Item>(
    config: Config,
    context: ConnectorContext,
    attempts: number,
    work: (
      source: Resource,
      streams: readonly StreamDeclaration<Config, Resource>[],
      scope: OpenScope,
      stop: () => void,
    ) => AsyncGenerator<Item>,
  ): AsyncGenerator<Item> {
    const secrets = secretValues(schema, config);
    const ended = new AbortController();
    const scope: OpenScope = {
      ...context,
      signal: AbortSignal.any([context.signal, ended.signal]),
      log: (message, facts) =>
        context.log(withoutSecrets(message, secrets), facts && cleanJson(facts, secrets)),
      backOff: { ...USUAL_BACK_OFF, attempts },
    };
    try {
      context.signal.throwIfAborted();
      const source = await declaration.open(config, scope);
      try {
        const { streams } = declaration;
        const list = typeof streams === 'function' ? await streams(config, source, scope) : streams;
        yield* work(source, list, scope, () => ended.abort());
      } finally {
        ended.abort();
        await declaration.close?.(source);
      }
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason;
      throw cleanError(error, secrets);
    }
  }

  return {
    spec: { name, title, description, config: schema, mappings: mappingsOf(declaration.streams) },

    async check(config, context) {
      try {
        let count = 0;
        for await (const _ of opened(config, context, 1, async function* (source, streams, scope) {
          for (const stream of streams) {
            await sample(stream, config, source, scope, 1);
            yield stream;
          }
        })) {
          count += 1;
        }
        return { ok: true, message: `${title} answers; ${count} streams can be read.` };
      } catch (error) {
        if (error instanceof ConnectorError) return { ok: false, message: error.message };
        throw error;
      }
    },

    async discover(config, context) {
      const found: StreamDescription[] = [];
      const work = opened(
        config,
        context,
        USUAL_BACK_OFF.attempts,
        async function* (source, streams, scope) {
          for (const stream of streams) yield await described(stream, config, source, scope);
        },
      );
      for await (const description of work) found.push(description);
      return found;
    },

    read: (config, request, context) =>
      opened(
        config,
        context,
        USUAL_BACK_OFF.attempts,
        async function* (source, streams, scope, stop) {
          const stream = streams.find((one) => one.name === request.stream);
          if (stream === undefined) {
            const hint = nearestHint(
              request.stream,
              streams.map((one) => one.name),
            );
            throw new ConnectorConfigError(`${title} has no stream "${request.stream}"; ${hint}`);
          }
          const { state, range } = request;
          const call = {
            connector: name,
            stream,
            config,
            source,
            context: scope,
            state,
            range,
            stop,
          };
          yield* readStream(call);
        },
      ),
  };
}

/** The mappings of streams that are known without asking the source. */
function mappingsOf<Config, Resource>(
  streams: ConnectorDeclaration<Config, Resource>['streams'],
): Readonly<Record<string, JsonObject>> {
  if (typeof streams === 'function') return {};
  return Object.fromEntries(
    streams.flatMap(({ name, mapping }) => (mapping === undefined ? [] : [[name, mapping]])),
  );
}

async function described<Config, Resource>(
  stream: StreamDeclaration<Config, Resource>,
  config: Config,
  source: Resource,
  scope: OpenScope,
): Promise<StreamDescription> {
  const { name, schema, primaryKey, cursor = null } = stream;
  return { name, fields: await fields(), isSampled: schema === undefined, primaryKey, cursor };

  async function fields(): Promise<readonly StreamField[]> {
    if (schema === undefined) {
      return fieldsOf(await sample(stream, config, source, scope, SAMPLED_RECORDS));
    }
    return 'shape' in schema ? schemaFields(schema) : schema;
  }
}

/** The first records of a stream; at least one page of it is read. */
async function sample<Config, Resource>(
  stream: StreamDeclaration<Config, Resource>,
  config: Config,
  source: Resource,
  context: ConnectorContext,
  count: number,
): Promise<JsonObject[]> {
  const records: JsonObject[] = [];
  const [partition = null] = (await stream.partitions?.({ config, source, context })) ?? [''];
  if (partition === null) return records;
  const scope = { config, source, context, from: null, until: null, page: null, partition };
  for await (const page of stream.read(scope)) {
    records.push(...page.records);
    if (records.length >= count) break;
  }
  return records.slice(0, count);
}
