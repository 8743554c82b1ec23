import type { StreamDescription, StreamField } from '../contract/connector.ts';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { typeOf } from './field-types.ts';

/**
 * What becomes of a stream whose schema changes: `stop` reads nothing more until a person has looked,
 * `ignore` goes on with the fields that were there before, `propagate` takes the new ones.
 */
export const DRIFT_POLICIES = ['stop', 'ignore', 'propagate'] as const;
export type DriftPolicy = (typeof DRIFT_POLICIES)[number];

/** What is known of a stream between reads: its description, and what its records showed besides. */
export interface StreamSchema extends Pick<StreamDescription, 'fields' | 'primaryKey' | 'cursor'> {
  /** The fields that the last whole description named: only those can be missing in the next. */
  readonly described: readonly string[];
}

/** One field that is not what it was. */
export interface SchemaChange {
  readonly kind: 'added' | 'removed' | 'retyped';
  readonly field: string;
}

/**
 * Holds a stream's records against the schema that was known before the read. The first read of a
 * stream learns; after it, a change is met by the policy. A primary key or cursor that is gone or
 * another one stops every policy: what would be read counted under other keys, or from nowhere.
 */
export class SchemaWatch {
  /** What was met so far, for the log. */
  readonly changes: SchemaChange[] = [];
  readonly #policy: DriftPolicy;
  readonly #stream: string;
  readonly #isLearning: boolean;
  readonly #fields: Map<string, StreamField>;
  #required: readonly string[] = [];
  #primaryKey: readonly string[];
  #cursor: string | null;
  #described: readonly string[];

  constructor(stream: string, known: StreamSchema | null, policy: DriftPolicy) {
    this.#stream = stream;
    this.#policy = policy;
    this.#isLearning = known === null;
    this.#fields = new Map(known?.fields.map((field) => [field.name, field]));
    this.#primaryKey = known?.primaryKey ?? [];
    this.#cursor = known?.cursor ?? null;
    this.#described = known?.described ?? [];
    this.#findRequired();
  }

  /** Whether the schema is being learned, and is whole only when the read is at its end. */
  get isLearning(): boolean {
    return this.#isLearning;
  }

  /** The schema as it is known now. */
  get schema(): StreamSchema {
    return {
      fields: [...this.#fields.values()],
      primaryKey: this.#primaryKey,
      cursor: this.#cursor,
      described: this.#described,
    };
  }

  /**
   * Holds a new description against the schema.
   * @throws {ConnectorFatalError} where the policy, or a lost key or cursor, stops the read
   */
  describe({ fields, primaryKey, cursor, isSampled = false }: StreamDescription): void {
    const found = new Map(fields.map((field) => [field.name, field]));
    if (this.#isLearning) {
      this.#primaryKey = primaryKey;
      this.#cursor = cursor;
    } else if (found.size > 0) {
      this.#expectKeys(found, primaryKey, cursor);
    }
    for (const field of found.values()) this.#hold(field);
    for (const name of isSampled ? [] : this.#described) {
      if (!found.has(name) && this.#fields.has(name)) this.#meet('removed', name);
    }
    // Where a loss is ignored, it is not met anew with every read.
    this.#described = isSampled ? [] : [...found.keys()];
    this.#findRequired();
  }

  /**
   * A record's data as the policy lets it through.
   * @throws {ConnectorFatalError} where the policy stops the read
   */
  take(data: JsonObject): JsonObject {
    let stray = false;
    for (const [name, value] of Object.entries(data)) {
      const type = value === null ? 'unknown' : typeOf(value);
      const known = this.#fields.get(name);
      if (known?.type === type && type !== 'unknown') continue;
      this.#hold({ name, type, nullable: true });
      stray ||= !this.#fields.has(name);
    }
    for (const name of this.#required) {
      if (data[name] === undefined) this.#meet('removed', name);
    }
    return stray ? this.reduced(data) : data;
  }

  /** Data without the fields that are not in the schema. */
  reduced(data: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(data).filter(([name]) => this.#fields.has(name)));
  }

  #hold(field: StreamField): void {
    const known = this.#fields.get(field.name);
    if (known === undefined) {
      if (!this.#isLearning) this.#meet('added', field.name);
      if (this.#isLearning || this.#policy === 'propagate') this.#fields.set(field.name, field);
      return;
    }
    if (field.type === 'unknown' || known.type === field.type) return;
    const both = new Set([known.type, field.type]);
    const isWider = both.has('integer') && both.has('number');
    // A field that was null so far shows its type now; a whole number shows its decimals.
    if (this.#isLearning || known.type === 'unknown' || isWider) {
      const type = known.type === 'unknown' ? field.type : isWider ? 'number' : 'unknown';
      this.#fields.set(field.name, { ...known, type });
      return;
    }
    this.#meet('retyped', field.name);
    if (this.#policy === 'propagate') this.#fields.set(field.name, { ...known, type: field.type });
  }

  #meet(kind: SchemaChange['kind'], field: string): void {
    if (this.#policy === 'stop') {
      throw new ConnectorFatalError(
        `Stream "${this.#stream}": ${wordsOf({ kind, field })}, and \`drift: stop\` is declared. Look at the mapping, then sync once with \`drift: propagate\`, or declare \`drift: ignore\`.`,
      );
    }
    const isNew = !this.changes.some((one) => one.kind === kind && one.field === field);
    if (isNew) this.changes.push({ kind, field });
    if (kind !== 'removed') return;
    const known = this.#fields.get(field);
    if (this.#policy === 'propagate') this.#fields.delete(field);
    else if (known !== undefined) this.#fields.set(field, { ...known, nullable: true });
    this.#findRequired();
  }

  #expectKeys(
    found: ReadonlyMap<string, StreamField>,
    primaryKey: readonly string[],
    cursor: string | null,
  ): void {
    const lost = [...this.#primaryKey, ...(this.#cursor === null ? [] : [this.#cursor])].find(
      (field) => !found.has(field),
    );
    const isSame = primaryKey.join('\n') === this.#primaryKey.join('\n') && cursor === this.#cursor;
    if (lost === undefined && isSame) return;
    const what =
      lost === undefined
        ? 'its key or cursor is another one'
        : `"${lost}", its key or cursor, is gone`;
    throw new ConnectorFatalError(
      `Stream "${this.#stream}": ${what}. Records would count under other keys, or be read from nowhere: mend the source's configuration, or remove the source and sync it again.`,
    );
  }

  #findRequired(): void {
    const required = [...this.#fields.values()].filter(({ nullable }) => !nullable);
    this.#required = this.#isLearning ? [] : required.map(({ name }) => name);
  }
}

function wordsOf({ kind, field }: SchemaChange): string {
  if (kind === 'added') return `the source has a new field "${field}"`;
  return kind === 'removed'
    ? `the field "${field}" is gone`
    : `the field "${field}" has another type`;
}
