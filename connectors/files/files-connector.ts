import type {
  CheckResult,
  Connector,
  ConnectorContext,
  StreamDescription,
} from '../contract/connector.ts';
import { ConnectorConfigError, ConnectorError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { fieldsOf } from '../kit/field-types.ts';
import { type FileStreamConfig, type FilesConfig, filesConfig, keyFields } from './config.ts';
import { findFiles } from './find-files.ts';
import { readStream } from './read.ts';
import { readRows } from './read-rows.ts';

const SAMPLED_ROWS = 500;

/**
 * CSV, JSONL and Parquet files of a folder or an S3-compatible store: globs, gzip, appended rows; bad
 * rows are set aside, never fatal.
 */
export const filesConnector: Connector<FilesConfig> = {
  spec: {
    name: 'files',
    title: 'Files',
    description:
      'CSV, JSONL and Parquet files in a folder or an S3-compatible store, gzipped or not.',
    config: filesConfig,
  },

  async check(config, context): Promise<CheckResult> {
    try {
      let files = 0;
      for (const stream of config.streams) {
        files += (await findFiles(stream, config, context)).length;
        await sample(stream, config, context);
      }
      return { ok: true, message: `${config.streams.length} streams in ${files} files.` };
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, message: error.message };
      throw error;
    }
  },

  discover: async (config, context) =>
    Promise.all(
      config.streams.map(
        async (stream): Promise<StreamDescription> => ({
          name: stream.name,
          fields: fieldsOf(await sample(stream, config, context)),
          isSampled: true,
          primaryKey: keyFields(stream),
          cursor: stream.version ?? null,
        }),
      ),
    ),

  async *read(config, request, context) {
    const stream = config.streams.find(({ name }) => name === request.stream);
    if (stream === undefined) {
      const names = config.streams.map(({ name }) => name).join(', ');
      throw new ConnectorConfigError(
        `The files source has no stream "${request.stream}"; it has: ${names}.`,
      );
    }
    yield* readStream(stream, config, request.state, context);
  },
};

/** The first good rows of a stream. */
async function sample(
  stream: FileStreamConfig,
  config: FilesConfig,
  context: ConnectorContext,
): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for (const found of await findFiles(stream, config, context)) {
    for await (const row of readRows(found, stream, 0, () => undefined)) {
      if (row.kind === 'record') rows.push(row.data);
      if (rows.length >= SAMPLED_ROWS) return rows;
    }
  }
  return rows;
}
