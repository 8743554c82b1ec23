import { ConnectorConfigError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { nearestHint } from '../kit/nearest.ts';
import { objectOf, textsOf } from '../programs/json-value.ts';
import { type CatalogEntry, streamMetadata } from './catalog.ts';
import type { SingerConfig, SingerStream } from './config.ts';

export type Replication = 'FULL_TABLE' | 'INCREMENTAL' | 'LOG_BASED';

/** A stream as it is going to be read: what the catalog says, with what the configuration changes. */
export interface Selection {
  readonly entry: CatalogEntry;
  readonly replication: Replication;
  readonly replicationKey: string | null;
  readonly key: readonly string[];
  /** The fields that are read; null for all. */
  readonly fields: readonly string[] | null;
  readonly version: string | null;
  readonly findDeletions: boolean;
}

/** @throws {ConnectorConfigError} where the catalog has no such stream, or it cannot be read like that */
export function selectionOf(
  catalog: readonly CatalogEntry[],
  name: string,
  config: SingerConfig,
): Selection {
  const entry = catalog.find(({ tap_stream_id: id }) => id === name);
  if (entry === undefined) {
    const known = catalog.map(({ tap_stream_id: id }) => id);
    throw new ConnectorConfigError(`The tap has no stream "${name}"; ${nearestHint(name, known)}`);
  }
  const declared = config.streams.find((stream) => stream.name === name);
  const metadata = streamMetadata(entry);
  const replicationKey = declared?.replicationKey ?? replicationKeyOf(entry, metadata);
  const replication = replicationOf(declared, entry, metadata, replicationKey);
  const key = declared?.key ?? keyOf(entry, metadata);
  const selection: Selection = {
    entry,
    replication,
    replicationKey: replication === 'INCREMENTAL' ? replicationKey : null,
    key,
    fields: declared?.fields ?? null,
    version: declared?.version ?? null,
    findDeletions: declared?.findDeletions ?? false,
  };
  refuseImpossible(selection);
  return selection;
}

function refuseImpossible(selection: Selection): void {
  const { entry, replication, replicationKey, key, fields, version, findDeletions } = selection;
  const refuse = (problem: string): never => {
    throw new ConnectorConfigError(`Stream ${entry.tap_stream_id}: ${problem}`);
  };
  if (replication === 'INCREMENTAL' && replicationKey === null) {
    refuse('INCREMENTAL needs a `replicationKey`, the field that grows with every change.');
  }
  const known = Object.keys(objectOf(entry.schema.properties));
  const named = [
    ...key,
    ...(fields ?? []),
    ...[replicationKey, version].filter((one) => one !== null),
  ];
  const unknown = named.find((field) => known.length > 0 && !known.includes(field));
  if (unknown !== undefined)
    refuse(`there is no field "${unknown}"; ${nearestHint(unknown, known)}`);
  if (!findDeletions) return;
  if (replication !== 'FULL_TABLE') {
    refuse(`\`findDeletions\` compares whole reads; ${replication} never reads the whole.`);
  }
  if (key.length === 0) refuse('`findDeletions` needs a `key` to know a record again.');
}

function replicationKeyOf(entry: CatalogEntry, metadata: JsonObject): string | null {
  const named = textOrNull(metadata['replication-key']) ?? textOrNull(entry.replication_key);
  if (named !== null) return named;
  const valid = textsOf(metadata['valid-replication-keys']);
  return valid.length === 1 ? valid[0] : null;
}

function replicationOf(
  declared: SingerStream | undefined,
  entry: CatalogEntry,
  metadata: JsonObject,
  replicationKey: string | null,
): Replication {
  if (declared?.replication !== undefined) return declared.replication;
  if (declared?.replicationKey !== undefined) return 'INCREMENTAL';
  const said = [
    metadata['forced-replication-method'],
    metadata['replication-method'],
    entry.replication_method,
  ].find((method) => method === 'FULL_TABLE' || method === 'INCREMENTAL' || method === 'LOG_BASED');
  if (said !== undefined) return said as Replication;
  return replicationKey === null ? 'FULL_TABLE' : 'INCREMENTAL';
}

function keyOf(entry: CatalogEntry, metadata: JsonObject): readonly string[] {
  if (entry.key_properties?.length) return entry.key_properties;
  const table = textsOf(metadata['table-key-properties']);
  return table.length > 0 ? table : textsOf(metadata['view-key-properties']);
}

const textOrNull = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/**
 * The catalog that makes a tap read one stream alone. A tap has one state for everything that it
 * reads; read alone, the state that it sends is the stream's own.
 */
export function catalogFor(catalog: readonly CatalogEntry[], selection: Selection): JsonObject {
  const streams = catalog.map((entry) =>
    entry === selection.entry ? selectedEntry(selection) : unselectedEntry(entry),
  );
  return { streams: streams as unknown as Json };
}

function selectedEntry(selection: Selection): CatalogEntry {
  const { entry, replication, replicationKey, key, fields, version } = selection;
  const needed = new Set([...key, ...(fields ?? []), replicationKey, version]);
  const chosen = (field: string): JsonObject =>
    fields === null ? {} : { selected: needed.has(field) };
  const properties = Object.keys(objectOf(entry.schema.properties));
  const described = entry.metadata.filter(({ breadcrumb }) => breadcrumb.length > 0);
  const isDescribed = new Set(
    described
      .filter(({ breadcrumb }) => breadcrumb.length === 2)
      .map(({ breadcrumb }) => breadcrumb[1]),
  );
  const cursor: JsonObject = replicationKey === null ? {} : { 'replication-key': replicationKey };
  return {
    ...entry,
    replication_method: replication,
    ...(replicationKey === null ? {} : { replication_key: replicationKey }),
    ...(key.length > 0 ? { key_properties: [...key] } : {}),
    // What taps read before there was metadata.
    schema: { ...entry.schema, selected: true },
    metadata: [
      {
        breadcrumb: [],
        metadata: {
          ...streamMetadata(entry),
          selected: true,
          'replication-method': replication,
          ...cursor,
        },
      },
      ...described.map((one) =>
        one.breadcrumb.length === 2
          ? { ...one, metadata: { ...one.metadata, ...chosen(one.breadcrumb[1]) } }
          : one,
      ),
      ...properties
        .filter((field) => !isDescribed.has(field) && fields !== null)
        .map((field) => ({ breadcrumb: ['properties', field], metadata: chosen(field) })),
    ],
  };
}

function unselectedEntry(entry: CatalogEntry): CatalogEntry {
  const { selected: _, ...schema } = entry.schema;
  return {
    ...entry,
    schema,
    metadata: [
      { breadcrumb: [], metadata: { ...streamMetadata(entry), selected: false } },
      ...entry.metadata.filter(({ breadcrumb }) => breadcrumb.length > 0),
    ],
  };
}
