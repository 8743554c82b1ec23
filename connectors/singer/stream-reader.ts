import { ConnectorConfigError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { isSet } from '../kit/record-message.ts';
import { versionText } from '../kit/version-text.ts';
import { objectOf, textsOf } from '../programs/json-value.ts';
import { recordMessage } from '../programs/record-message.ts';
import type { Selection } from './selection.ts';

const LOG_POSITION = '_sdc_lsn';

/** Turns the messages of a tap into records of one stream. */
export class StreamReader {
  readonly #selection: Selection;
  /** The names under which the stream's messages come. */
  readonly #names: ReadonlySet<string>;
  readonly #startedAt: string;
  #key: readonly string[];
  /** Whether records carry their place in the source's log; those of a first whole copy have none. */
  #hasPositions = false;

  constructor(selection: Selection, startedAt: number) {
    this.#selection = selection;
    const { entry, key } = selection;
    this.#names = new Set([entry.tap_stream_id, entry.stream ?? entry.tap_stream_id]);
    this.#startedAt = versionText(new Date(startedAt).toISOString());
    this.#key = key;
  }

  /** Null for what is no record of the stream. */
  take(type: string, message: JsonObject): ReturnType<typeof recordMessage> | null {
    // A tap may send parents of the stream as well.
    if (typeof message.stream === 'string' && !this.#names.has(message.stream)) return null;
    if (type === 'BATCH') {
      throw new ConnectorConfigError(
        'The tap writes its records into files (BATCH messages); take `batch_config` out of its settings.',
      );
    }
    if (type === 'SCHEMA') this.#schema(message);
    // ACTIVATE_VERSION says which whole read counts; `findDeletions` compares whole reads itself.
    return type === 'RECORD' ? this.#record(message) : null;
  }

  #schema(message: JsonObject): void {
    const key = textsOf(message.key_properties);
    // The catalog's key is what was chosen; without one the tap may know better when it reads.
    if (this.#key.length === 0) this.#key = key;
    const isLog = this.#selection.replication === 'LOG_BASED';
    this.#hasPositions = isLog && LOG_POSITION in objectOf(objectOf(message.schema).properties);
  }

  #record(message: JsonObject): ReturnType<typeof recordMessage> {
    const data = objectOf(message.record);
    const isDeleted = isSet(data._sdc_deleted_at);
    if (isDeleted && this.#key.length === 0) {
      throw new ConnectorConfigError(
        'The tap reports a deletion in a stream without a key; give the stream its `key`.',
      );
    }
    const shape = {
      stream: this.#selection.entry.tap_stream_id,
      key: this.#key.map((name) => [name]),
    };
    return recordMessage(shape, data, this.#version(data, message.time_extracted), isDeleted);
  }

  #version(data: JsonObject, extractedAt: Json | undefined): string {
    const { version, replicationKey } = this.#selection;
    const field = version ?? replicationKey;
    if (field !== null) return versionText(data[field]);
    // A record without a key is its content: it has no versions.
    if (this.#key.length === 0) return '';
    if (this.#hasPositions) return versionText(data[LOG_POSITION]);
    return versionText(extractedAt) || this.#startedAt;
  }
}
