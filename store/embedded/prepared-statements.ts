import { type PGlite, parse, protocol } from '@electric-sql/pglite';

type Message = Awaited<ReturnType<PGlite['execProtocol']>>['messages'][number];

interface Prepared {
  readonly name: string;
  /** How each parameter is written, by its type. */
  readonly write: readonly ((value: unknown) => string)[];
  /** What its rows look like; null for a statement without any. */
  readonly rows: Message | null;
  uses: number;
}

/** A plan is made for tables as large as they are; after so many uses they may be larger. */
const USES_OF_A_PLAN = 500;
const MOST_PREPARED = 256;
/** What changes tables is sent as it is, and makes everything prepared before be prepared anew. */
const CHANGES_TABLES = /^\s*(?:create|alter|drop|truncate)\b/i;

/**
 * Sends statements under names, so that each is parsed and planned once and not at every use: with few
 * rows that is most of what a statement costs.
 */
export class PreparedStatements {
  readonly #database: PGlite;
  readonly #prepared = new Map<string, Prepared>();
  #named = 0;

  constructor(database: PGlite) {
    this.#database = database;
  }

  async query(sql: string, parameters: readonly unknown[]) {
    if (CHANGES_TABLES.test(sql)) {
      await this.forget();
      return this.#database.query(sql, [...parameters]);
    }
    const prepared = this.#prepared.get(sql) ?? (await this.#prepare(sql));
    prepared.uses += 1;
    if (prepared.uses >= USES_OF_A_PLAN) this.#prepared.delete(sql);
    const { serialize } = protocol;
    const values = parameters.map((value, place) => {
      if (value === null || value === undefined) return null;
      // Bytes are what PostgreSQL reads as they are.
      return value instanceof Uint8Array ? value : prepared.write[place]!(value);
    });
    const messages: Message[] = prepared.rows === null ? [] : [prepared.rows];
    try {
      messages.push(
        ...(await this.#send(serialize.bind({ statement: prepared.name, values }))),
        ...(await this.#send(serialize.execute({}))),
      );
    } finally {
      messages.push(...(await this.#send(serialize.sync())));
      if (prepared.uses >= USES_OF_A_PLAN) await this.#close(prepared.name);
    }
    return parse.parseResults(messages, this.#database.parsers)[0]!;
  }

  /** Lets go of every plan. */
  async forget(): Promise<void> {
    for (const { name } of this.#prepared.values()) await this.#close(name);
    this.#prepared.clear();
  }

  async #prepare(sql: string): Promise<Prepared> {
    if (this.#prepared.size >= MOST_PREPARED) await this.forget();
    const { serialize } = protocol;
    this.#named += 1;
    const name = `portrait_${this.#named}`;
    const messages: Message[] = [];
    try {
      messages.push(...(await this.#send(serialize.parse({ name, text: sql }))));
      messages.push(...(await this.#send(serialize.describe({ type: 'S', name }))));
    } finally {
      messages.push(...(await this.#send(serialize.sync())));
    }
    const { serializers } = this.#database;
    const write = parse
      .parseDescribeStatementResults(messages)
      .map((type) => (value: unknown) => serializers[type]?.(value) ?? String(value));
    const rows = messages.find((message) => message.name === 'rowDescription') ?? null;
    const prepared = { name, write, rows, uses: 0 };
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  async #close(name: string): Promise<void> {
    const { serialize } = protocol;
    await this.#send(serialize.close({ type: 'S', name }));
    await this.#send(serialize.sync());
  }

  async #send(message: Uint8Array): Promise<Message[]> {
    return (await this.#database.execProtocol(message, { syncToFs: false })).messages;
  }
}
