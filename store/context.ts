import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import { CopySource } from './copy-source.ts';
import { StoreUnavailableError, StoreUsageError, StoreValueError, sqlState } from './errors.ts';
import type { Json } from './json.ts';
import type { Topic } from './listeners.ts';
import type { Memory } from './memory.ts';
import { sendAhead } from './send-ahead.ts';

const ATTEMPTS = 10;
/** Serialisation failure and deadlock: the same work may go through when done again. */
const RETRYABLE = new Set(['40001', '40P01']);

/** What all tables of one open store have in common. */
export interface SharedState {
  readonly database: Kysely<unknown>;
  readonly kind: 'embedded' | 'server';
  readonly clock: () => number;
  /** Called after a commit that wrote to a topic. */
  readonly announce: (topic: Topic) => void;
  /** PostgreSQL's NOTIFY channel and payload; null where no other process can be listening. */
  readonly channel: string | null;
  /** What the only writer of the store need not ask; null where there may be others. */
  readonly memory: Memory | null;
  /** Forms of documents that are stored, by their ids: they never change and are never taken away. */
  readonly forms: Map<string, Json>;
  statements: number;
  closed: boolean;
}

/** Which transaction the running code is inside of, so that a mix-up is an error and no deadlock. */
const surrounding = new AsyncLocalStorage<{ state: SharedState; open: boolean }>();

/** Where a table's statements go: to the database as it is, or into one transaction. */
export class StoreContext {
  readonly shared: SharedState;
  readonly inTransaction: boolean;
  /** The model whose profiles and verdicts are read and written; null for the one that serves. */
  readonly modelId: string | null;
  readonly #executor: Kysely<unknown>;
  readonly #told = new Set<Topic>();
  readonly #afterCommit: (() => void)[] = [];
  #trustsMemory = true;

  constructor(
    shared: SharedState,
    executor: Kysely<unknown> = shared.database,
    inTransaction = false,
    modelId: string | null = null,
  ) {
    this.shared = shared;
    this.#executor = executor;
    this.inTransaction = inTransaction;
    this.modelId = modelId;
  }

  /** The same, with one model's profiles and verdicts. */
  ofModel(modelId: string): StoreContext {
    if (this.inTransaction) {
      throw new StoreUsageError(
        'Bind the store to a model before a transaction, not inside of one.',
      );
    }
    return new StoreContext(this.shared, this.#executor, this.inTransaction, modelId);
  }

  /** Sends one statement. */
  async rows<Row>(statement: RawBuilder<Row>): Promise<Row[]> {
    this.#refuseMixUp();
    try {
      return (await statement.execute(this.#executor)).rows;
    } catch (error) {
      throw refused(error);
    }
  }

  /**
   * Sends one statement whose answer nobody needs. What it fails with may end what comes next in the
   * transaction instead, at the latest the commit.
   */
  async send(statement: RawBuilder<unknown>): Promise<void> {
    this.#refuseMixUp();
    await this.#sendAhead(statement.compile(this.#executor));
  }

  /**
   * The same for many small rows: they come as one text, because a message for each of them takes the
   * driver longer than the database takes to find them. Of numbers, texts and truth values only.
   */
  async manyRows<Row>(select: RawBuilder<Row>): Promise<Row[]> {
    const { rows } = await this.row(
      sql<{
        rows: string;
      }>`select coalesce(json_agg(one), '[]')::text as rows from (${select}) one`,
    );
    return JSON.parse(rows) as Row[];
  }

  /** Sends a statement that answers with exactly one row. */
  async row<Row>(statement: RawBuilder<Row>): Promise<Row> {
    const [first] = await this.rows(statement);
    if (!first) throw new StoreUsageError('A statement that always answers with a row gave none.');
    return first;
  }

  /** Whether rows can be copied in: one statement of the protocol, and none of the server's driver. */
  get canCopy(): boolean {
    return this.shared.kind === 'embedded';
  }

  /**
   * Copies rows into a table, by far the fastest way in. The transaction goes on either way.
   * @param text a line for each row, as COPY reads them
   * @param question what to ask right behind it
   * @returns the rows of that where they are in; null where one of them was there already: then none is
   * @throws {StoreUsageError} where `canCopy` says no
   */
  async copy<Row>(
    table: string,
    columns: readonly string[],
    text: string,
    question: string | null = null,
  ): Promise<readonly Row[] | null> {
    const copying = this.#copying(table, columns, new CopySource(text, question));
    try {
      const { numAffectedRows, rows } = await this.#executor.executeQuery<Row>(copying);
      return numAffectedRows === undefined ? null : rows;
    } catch (error) {
      throw fullDisk(error) ?? error;
    }
  }

  /** Copies rows of which none can be there already, as `send` does. */
  async sendCopy(table: string, columns: readonly string[], text: string): Promise<void> {
    await this.#sendAhead(this.#copying(table, columns, new CopySource(text)));
  }

  /** Outside of a transaction nothing comes next that could fail by it, and it is waited for. */
  async #sendAhead(query: CompiledQuery): Promise<void> {
    try {
      await this.#executor.executeQuery(this.inTransaction ? sendAhead(query) : query);
    } catch (error) {
      throw refused(error);
    }
  }

  #copying(table: string, columns: readonly string[], source: CopySource): CompiledQuery<never> {
    this.#refuseMixUp();
    if (!this.canCopy) throw new StoreUsageError('Only the embedded store is copied into.');
    return CompiledQuery.raw(`copy ${table} (${columns.join(', ')}) from '/dev/blob'`, [source]);
  }

  /**
   * What is known without asking, as of the transaction's begin; null where nothing may be taken for
   * known: outside of a transaction, on a server, and after `distrustMemory`.
   */
  get memory(): Memory | null {
    return this.inTransaction && this.#trustsMemory ? this.shared.memory : null;
  }

  /** Says that this transaction makes something of it untrue: from here on it asks. */
  distrustMemory(): void {
    this.#trustsMemory = false;
  }

  /**
   * The answer to a question that is asked often and changes seldom: read once as long as this process
   * alone writes the store. Whoever changes what is answered calls `forgetAnswers` with it.
   */
  async remembered<Answer>(question: string, read: () => Promise<Answer>): Promise<Answer> {
    this.#refuseMixUp();
    const memory = this.#trustsMemory ? this.shared.memory : null;
    if (memory === null) return read();
    // Bound to a model the same question has another answer.
    const asked = this.modelId === null ? question : `${question} of ${this.modelId}`;
    const known = memory.answerTo<Answer>(asked);
    if (known !== undefined) return known;
    const { forgotten } = memory;
    const answer = await read();
    if (memory.forgotten === forgotten) memory.learnAnswer(asked, answer);
    return answer;
  }

  /** Says that this transaction changes what `remembered` answers. */
  forgetAnswers(): void {
    this.distrustMemory();
    this.learn((memory) => memory.forgetAnswers());
  }

  /** Whether anything is learned from this transaction. */
  get learns(): boolean {
    return this.inTransaction && this.shared.memory !== null;
  }

  /** Notes what was read or written, for when the transaction has committed. */
  learn(lesson: (memory: Memory) => void): void {
    const { memory } = this.shared;
    if (this.inTransaction && memory !== null) this.#afterCommit.push(() => lesson(memory));
  }

  /** Notes what this transaction stored that stays for good, for when it has committed. */
  afterCommit(note: () => void): void {
    if (this.inTransaction) this.#afterCommit.push(note);
  }

  /** Runs work in a transaction: the one that is open here, or a new one, done again on conflicts. */
  async transaction<Result>(work: (context: StoreContext) => Promise<Result>): Promise<Result> {
    if (this.inTransaction) return work(this);
    this.#refuseMixUp();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        // The commit itself may tell what a statement that was sent ahead failed with.
        if (attempt >= ATTEMPTS || !RETRYABLE.has(sqlState(error) ?? '')) throw refused(error);
        await sleep(Math.random() * 5 * 2 ** attempt);
      }
    }
  }

  /** Wakes whoever follows a topic, here and in other processes, once this transaction commits. */
  async tell(topic: Topic): Promise<void> {
    if (this.#told.has(topic)) return;
    this.#told.add(topic);
    const { channel } = this.shared;
    if (channel !== null) await this.rows(sql`select pg_notify(${channel}, ${topic})`);
  }

  get told(): ReadonlySet<Topic> {
    return this.#told;
  }

  async #once<Result>(work: (context: StoreContext) => Promise<Result>): Promise<Result> {
    const { shared } = this;
    let told: ReadonlySet<Topic> = new Set();
    let afterCommit: readonly (() => void)[] = [];
    const result = await shared.database.transaction().execute((transaction) => {
      const inside = new StoreContext(shared, transaction, true, this.modelId);
      const scope = { state: shared, open: true };
      return surrounding.run(scope, async () => {
        try {
          return await work(inside);
        } finally {
          told = inside.told;
          afterCommit = inside.#afterCommit;
          scope.open = false;
        }
      });
    });
    // Nothing may be awaited before this: the next transaction gets the session now, does not wait for the
    // answer to its BEGIN, and its work begins a few turns of promises later.
    for (const note of afterCommit) note();
    for (const topic of told) shared.announce(topic);
    return result;
  }

  #refuseMixUp(): void {
    if (this.shared.closed) throw new StoreUsageError('The store has been closed.');
    const scope = surrounding.getStore();
    if (this.inTransaction || !scope?.open || scope.state !== this.shared) return;
    throw new StoreUsageError(
      'Inside store.transaction(work) use the store that is handed to work: the outer one would ' +
        'not see what the transaction wrote, and the embedded store would wait for itself.',
    );
  }
}

/** What the caller is told of an error of the database. */
function refused(error: unknown): unknown {
  return refusedValue(error) ?? fullDisk(error) ?? error;
}

/** PostgreSQL's `disk_full`: the statement is taken back, and what was committed before is untouched. */
function fullDisk(error: unknown): StoreUnavailableError | null {
  if (sqlState(error) !== '53100') return null;
  return new StoreUnavailableError(
    'The disk of the store is full: nothing of this was stored. Make room and try again.',
    { cause: error },
  );
}

/** What a value becomes an error with that no check foresaw, mostly in an id that was looked up. */
function refusedValue(error: unknown): StoreValueError | null {
  const state = sqlState(error);
  if (state === null || (!state.startsWith('22') && state !== '54000')) return null;
  return new StoreValueError(
    'A value',
    `was refused by the database (${state})`,
    'Look for NUL characters, numbers out of range and texts of the wrong form.',
  );
}
