import { ConnectorConfigError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { isSet } from '../kit/record-message.ts';
import { versionText } from '../kit/version-text.ts';
import { objectOf } from '../programs/json-value.ts';
import { recordMessage, valueAt } from '../programs/record-message.ts';
import { streamName } from './catalog.ts';
import type { Selection } from './selection.ts';

/** Turns the RECORD messages of a source into records of one stream. */
export class RecordReader {
  readonly #selection: Selection;
  readonly #startedAt: string;

  /** @param startedAt stands in for the time of reading where a message has none */
  constructor(selection: Selection, startedAt: number) {
    this.#selection = selection;
    this.#startedAt = instantVersion(startedAt)!;
  }

  /** Null for a record of another stream. */
  take(message: JsonObject): ReturnType<typeof recordMessage> | null {
    const { name, key, fields } = this.#selection;
    const { stream, namespace, data: given, emitted_at: emittedAt } = objectOf(message.record);
    const named = { name: String(stream), namespace: namespace ? String(namespace) : null };
    if (streamName(named) !== name) return null;
    const whole = objectOf(given);
    const isDeleted = isSet(whole._ab_cdc_deleted_at);
    if (isDeleted && key.length === 0) {
      throw new ConnectorConfigError(
        `The source reports a deletion in ${name}, which has no key; give the stream its \`key\`.`,
      );
    }
    const data =
      fields === null
        ? whole
        : Object.fromEntries(Object.entries(whole).filter(([field]) => fields.includes(field)));
    const shape = { stream: name, key };
    return recordMessage(shape, data, this.#version(whole, emittedAt), isDeleted);
  }

  #version(data: JsonObject, emittedAt: Json | undefined): string {
    const { version, key } = this.#selection;
    if (version !== null) return versionText(valueAt(data, version));
    // A record without a key is its content: it has no versions.
    if (key.length === 0) return '';
    return instantVersion(emittedAt) ?? this.#startedAt;
  }
}

function instantVersion(milliseconds: Json | undefined): string | null {
  const at = new Date(typeof milliseconds === 'number' ? milliseconds : Number.NaN);
  return Number.isNaN(at.getTime()) ? null : versionText(at.toISOString());
}
