import { ConnectorConfigError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { nearestHint } from '../kit/nearest.ts';
import { objectOf } from '../programs/json-value.ts';
import type { FieldPath } from '../programs/record-message.ts';
import { type CatalogStream, streamName } from './catalog.ts';
import type { AirbyteConfig } from './config.ts';

/** A stream as it is going to be read. */
export interface Selection {
  readonly name: string;
  readonly stream: CatalogStream;
  readonly syncMode: 'full_refresh' | 'incremental';
  /** The field that grows with every change; null where there is none. */
  readonly cursor: FieldPath | null;
  readonly key: readonly FieldPath[];
  /** The fields that are kept; null for all. */
  readonly fields: readonly string[] | null;
  /** What orders the versions of a record; null for the time of reading. */
  readonly version: FieldPath | null;
  readonly findDeletions: boolean;
}

/** @throws {ConnectorConfigError} where there is no such stream, or it cannot be read like that */
export function selectionOf(
  catalog: readonly CatalogStream[],
  name: string,
  config: AirbyteConfig,
): Selection {
  const stream = catalog.find((one) => streamName(one) === name);
  if (stream === undefined) {
    const hint = nearestHint(name, catalog.map(streamName));
    throw new ConnectorConfigError(`The source has no stream "${name}"; ${hint}`);
  }
  const declared = config.streams.find((one) => one.name === name);
  const own = stream.default_cursor_field?.length ? stream.default_cursor_field : null;
  const cursor = pathOf(declared?.cursor) ?? own;
  const canFollow = cursor !== null || stream.source_defined_cursor === true;
  const modes = stream.supported_sync_modes ?? ['full_refresh'];
  const usual = canFollow && modes.includes('incremental') ? 'incremental' : 'full_refresh';
  const key = declared?.key?.map((one) => pathOf(one)!) ?? stream.source_defined_primary_key ?? [];
  const selection: Selection = {
    name,
    stream,
    syncMode: declared?.syncMode ?? usual,
    cursor,
    key,
    fields: keptFields(declared?.fields, [...key, cursor, pathOf(declared?.version)]),
    version: pathOf(declared?.version) ?? cursor,
    findDeletions: declared?.findDeletions ?? false,
  };
  refuseImpossible(selection, modes, canFollow);
  return selection;
}

const pathOf = (given: string | string[] | undefined): FieldPath | null =>
  given === undefined ? null : [given].flat();

function keptFields(
  declared: readonly string[] | undefined,
  needed: readonly (FieldPath | null)[],
): readonly string[] | null {
  if (declared === undefined) return null;
  return [...new Set([...declared, ...needed.flatMap((path) => path?.slice(0, 1) ?? [])])];
}

function refuseImpossible(
  { name, stream, syncMode, key, cursor, fields, version, findDeletions }: Selection,
  modes: readonly string[],
  canFollow: boolean,
): void {
  const refuse = (problem: string): never => {
    throw new ConnectorConfigError(`Stream ${name}: ${problem}`);
  };
  if (!modes.includes(syncMode)) refuse(`the source cannot read it by ${syncMode}.`);
  if (syncMode === 'incremental' && !canFollow) {
    refuse('incremental needs a `cursor`, the field that grows with every change.');
  }
  const known = Object.keys(objectOf(stream.json_schema.properties));
  const named = [...key, ...[cursor, version].filter((path) => path !== null)].map(([one]) => one);
  const unknown = [...named, ...(fields ?? [])].find((field) => !known.includes(field));
  if (unknown !== undefined && known.length > 0) {
    refuse(`there is no field "${unknown}"; ${nearestHint(unknown, known)}`);
  }
  if (!findDeletions) return;
  if (syncMode !== 'full_refresh') {
    refuse('`findDeletions` compares whole reads; incremental never reads the whole.');
  }
  if (key.length === 0) refuse('`findDeletions` needs a `key` to know a record again.');
}

/**
 * The catalog that makes a source read one stream alone, so that its states are the stream's own.
 * @param generation counts the whole reads that were begun; a full refresh replaces the ones before
 */
export function configuredCatalog(selection: Selection, generation: number): JsonObject {
  const { stream, syncMode, cursor, key, fields } = selection;
  const isFull = syncMode === 'full_refresh';
  const dedup = key.length > 0 ? 'append_dedup' : 'append';
  const configured = {
    stream: { ...stream, json_schema: prunedSchema(stream.json_schema, fields) },
    sync_mode: syncMode,
    destination_sync_mode: isFull ? 'overwrite' : dedup,
    cursor_field: cursor ?? [],
    primary_key: key,
    generation_id: generation,
    minimum_generation_id: isFull ? generation : 0,
    sync_id: generation,
  };
  return { streams: [configured as unknown as Json] };
}

function prunedSchema(schema: JsonObject, fields: readonly string[] | null): JsonObject {
  if (fields === null) return schema;
  const kept = Object.entries(objectOf(schema.properties)).filter(([name]) =>
    fields.includes(name),
  );
  return { ...schema, properties: Object.fromEntries(kept) };
}
