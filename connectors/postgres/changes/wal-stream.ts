import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { ConnectorContext } from '../../contract/connector.ts';
import { withRetries } from '../../kit/back-off.ts';
import type { PostgresConfig } from '../config.ts';
import { addressOf, newClient } from '../connection.ts';
import { connectorError } from '../errors.ts';
import { type Lsn, lsnText } from './lsn.ts';
import { statusUpdate, WalDecoder, type WalItem } from './wal-decoder.ts';

/** Bytes that wait to be read before the server is made to wait, and at which it may go on. */
const HIGH_WATER = 8 * 2 ** 20;
const LOW_WATER = 2 * 2 ** 20;
/** What an item weighs beside its bytes. */
const ITEM_BYTES = 200;
/** The server is told that often what is stored; it gives up on us after a minute of silence. */
const STATUS_MS = 2_000;
/** A short one while somebody waits for the end of the log. */
const HURRY_MS = 250;
const GOODBYE_MS = 1_000;

export interface WalOptions {
  readonly slot: string;
  readonly publication: string;
  readonly from: Lsn;
  /** What is stored for good: the server may forget it. */
  readonly stored: () => Lsn;
  /** Whether the caller waits for the end of the log, rather than for what comes next. */
  readonly hurry: boolean;
}

interface ReplicationSocket {
  pause(): void;
  resume(): void;
  destroy(): void;
}
/** What `pg` has for replication, but does not declare. */
interface ReplicationConnection extends NodeJS.EventEmitter {
  readonly stream: ReplicationSocket;
  sendCopyFromChunk(chunk: Buffer): void;
  end(): void;
}

/**
 * What a slot sends, item by item. The decoder is a library's; the connection is not, for the one it
 * brings tells the server to forget what has merely arrived. A reader that is slower than the server
 * makes it wait.
 * @throws {ConnectorError} where the slot is in use, gone, or the connection breaks
 */
export async function* walItems(
  config: PostgresConfig,
  context: ConnectorContext,
  options: WalOptions,
): AsyncGenerator<WalItem> {
  const stream = await withRetries(() => WalStream.open(config, context, options), context.signal);
  try {
    yield* stream.items();
  } finally {
    await stream.close();
  }
}

class WalStream {
  readonly #client: pg.Client;
  readonly #connection: ReplicationConnection;
  readonly #options: WalOptions;
  readonly #context: ConnectorContext;
  readonly #decoder = new WalDecoder();
  #timer: NodeJS.Timeout | undefined;
  #waiting: { item: WalItem; bytes: number }[] = [];
  readonly #isEnded: Promise<void>;
  #bytes = 0;
  #isPaused = false;
  #failure: { error: unknown } | null = null;
  #wake: () => void = () => undefined;

  private constructor(client: pg.Client, context: ConnectorContext, options: WalOptions) {
    this.#client = client;
    this.#connection = (client as unknown as { connection: ReplicationConnection }).connection;
    this.#options = options;
    this.#context = context;
    this.#connection.on('copyData', ({ chunk }: { chunk: Buffer }) => this.#take(chunk));
    this.#isEnded = new Promise((done) => this.#connection.once('end', done));
  }

  static async open(
    config: PostgresConfig,
    context: ConnectorContext,
    options: WalOptions,
  ): Promise<WalStream> {
    const client = newClient(config, { replication: 'database', statement_timeout: 0 });
    const fail = (error: unknown) => connectorError(error, addressOf(client), config);
    const stream = new WalStream(client, context, options);
    const abort = () => stream.#connection.stream.destroy();
    context.signal.addEventListener('abort', abort, { once: true });
    client.on('error', (error) => stream.fail(fail(error)));
    try {
      await client.connect();
      await stream.#start(fail);
      return stream;
    } catch (error) {
      await stream.close();
      if (context.signal.aborted) throw context.signal.reason;
      throw fail(error);
    } finally {
      context.signal.removeEventListener('abort', abort);
    }
  }

  /** Resolves when the server begins to send; what ends the sending later is kept for the reader. */
  #start(fail: (error: unknown) => Error): Promise<void> {
    const { slot, publication, from } = this.#options;
    const names = `"${publication}"`;
    return new Promise((done, refuse) => {
      this.#connection.once('replicationStart', () => {
        const everyMs = this.#options.hurry ? HURRY_MS : STATUS_MS;
        this.#timer = setInterval(() => this.#report(true), everyMs);
        this.#report(true);
        done();
      });
      this.#client
        .query(
          `START_REPLICATION SLOT "${slot}" LOGICAL ${lsnText(from)} (proto_version '1', publication_names '${names}')`,
        )
        .then(
          () => this.fail(fail(new Error('Connection terminated'))),
          (error) => {
            refuse(error);
            this.fail(fail(error));
          },
        );
    });
  }

  async *items(): AsyncGenerator<WalItem> {
    const { signal } = this.#context;
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      for (;;) {
        signal.throwIfAborted();
        const next = this.#waiting.shift();
        if (next !== undefined) {
          this.#bytes -= next.bytes;
          this.#resumeIfLow();
          yield next.item;
        } else if (this.#failure !== null) {
          throw this.#failure.error;
        } else {
          await new Promise<void>((done) => {
            this.#wake = done;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#connection.removeAllListeners('copyData');
    // Says goodbye, so that the server frees the slot at once.
    this.#connection.end();
    this.#connection.stream.resume();
    const isLate = pause(GOODBYE_MS, undefined, { ref: false });
    await Promise.race([this.#isEnded, isLate]);
    this.#connection.stream.destroy();
  }

  #take(chunk: Buffer): void {
    try {
      const item = this.#decoder.decode(chunk);
      if (item === null) return;
      if (item.kind === 'keepalive' && item.wantsReply) this.#report(false);
      const bytes = chunk.length + ITEM_BYTES;
      this.#waiting.push({ item, bytes });
      this.#bytes += bytes;
      if (this.#bytes > HIGH_WATER && !this.#isPaused) {
        this.#isPaused = true;
        this.#connection.stream.pause();
      }
      this.#wake();
    } catch (error) {
      this.fail(error);
    }
  }

  #resumeIfLow(): void {
    if (!this.#isPaused || this.#bytes > LOW_WATER) return;
    this.#isPaused = false;
    this.#connection.stream.resume();
  }

  #report(ping: boolean): void {
    const { stored } = this.#options;
    // While the reader is behind, another answer of the server would only lengthen the queue.
    const update = statusUpdate(stored(), Date.now(), ping && this.#waiting.length === 0);
    this.#connection.sendCopyFromChunk(update);
  }
}
