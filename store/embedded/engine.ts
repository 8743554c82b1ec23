import { Worker } from 'node:worker_threads';
import { isSentOnce } from '../binary-array.ts';
import type { CopySource } from '../copy-source.ts';
import { StoreUsageError } from '../errors.ts';
import { Mutex } from './mutex.ts';
import type { EngineFailure, EngineReply, EngineRequest, EngineResult } from './protocol.ts';

type Request<Kind> = Kind extends EngineRequest ? Omit<Kind, 'id'> : never;

/** An error that PostgreSQL reported inside the embedded database. */
export class EmbeddedSqlError extends Error {
  override readonly name = 'EmbeddedSqlError';
  readonly code: string | null;
  readonly constraint: string | null;

  // PostgreSQL's detail quotes stored values, so it stays behind.
  constructor(failure: EngineFailure) {
    super(failure.message);
    this.code = failure.code;
    this.constraint = failure.constraint;
  }
}

/** PGlite in a thread of its own: one session, to be used by one caller at a time through `session`. */
export class EmbeddedEngine {
  /** Held for a whole transaction: PGlite has one session, which must not be shared in one. */
  readonly session = new Mutex();
  /** The schema that the session's search path names now. */
  schema: string | null = null;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<EngineResult>>();
  #lastId = 0;
  #ended: Error | null = null;

  private constructor() {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'portrait-store' });
    this.#worker.on('message', (reply: EngineReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new StoreUsageError('The store has been closed.')));
  }

  /**
   * @param folder where the data lie; null keeps them in memory
   * @param image what a new database starts from, as `image()` gave it: saves making one from nothing
   */
  static async open(
    folder: string | null,
    image: Uint8Array<ArrayBuffer> | null = null,
  ): Promise<EmbeddedEngine> {
    const engine = new EmbeddedEngine();
    try {
      await engine.#ask({ kind: 'open', folder, image });
    } catch (error) {
      await engine.#worker.terminate();
      throw error;
    }
    return engine;
  }

  query(sql: string, parameters: readonly unknown[]): Promise<EngineResult> {
    const bytes: ArrayBuffer[] = [];
    for (const parameter of parameters) {
      if (parameter instanceof Uint8Array && isSentOnce(parameter)) bytes.push(parameter.buffer);
    }
    return this.#ask({ kind: 'query', sql, parameters: [...parameters] }, bytes);
  }

  /**
   * Copies rows within a transaction; `affectedRows` is null where one of them was there already, and
   * none is copied then.
   * @param source the rows, as a COPY from `/dev/blob` reads them, and what is asked behind them
   */
  copy(sql: string, { text, question }: CopySource): Promise<EngineResult> {
    return this.#ask({ kind: 'copy', sql, text, question });
  }

  async exec(sql: string): Promise<void> {
    await this.#ask({ kind: 'exec', sql });
  }

  /** The whole database as a tar file. */
  async image(): Promise<Uint8Array<ArrayBuffer>> {
    const { rows } = await this.#ask({ kind: 'image' });
    return rows[0] as Uint8Array<ArrayBuffer>;
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    await this.#ask({ kind: 'close' });
    this.#end(new StoreUsageError('The store has been closed.'));
    this.#worker.ref();
    await exited;
  }

  #ask(
    request: Request<EngineRequest>,
    handedOver: readonly ArrayBuffer[] = [],
  ): Promise<EngineResult> {
    if (this.#ended) return Promise.reject(this.#ended);
    const deferred = Promise.withResolvers<EngineResult>();
    const id = ++this.#lastId;
    this.#waiting.set(id, deferred);
    // A store left open must not keep a finished program alive; a statement under way must.
    this.#worker.ref();
    try {
      this.#worker.postMessage({ ...request, id }, handedOver);
    } catch (error) {
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#worker.unref();
      return Promise.reject(error);
    }
    return deferred.promise;
  }

  #settle(reply: EngineReply): void {
    const deferred = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('result' in reply) deferred?.resolve(reply.result);
    else deferred?.reject(new EmbeddedSqlError(reply.failure));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const deferred of this.#waiting.values()) deferred.reject(this.#ended);
    this.#waiting.clear();
  }
}
