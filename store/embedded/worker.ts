import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PreparedStatements } from './prepared-statements.ts';
import type { EngineFailure, EngineReply, EngineRequest, EngineResult } from './protocol.ts';
import { Upkeep } from './upkeep.ts';

// The thread that PGlite lives in, so that a slow statement never holds up the event loop of whoever
// serves requests. Requests are answered in the order in which they arrive.

const INT8 = 20;
const UNIQUE_VIOLATION = '23505';
const nothing: EngineResult = { rows: [], affectedRows: null };
const port = parentPort;
if (!port) throw new Error('store/embedded/worker.ts runs as a worker thread only.');

/**
 * There is one session, so a sort may have more memory than a server would give it. Nobody collects
 * statistics, and without them the planner takes what an order leaves to read for little, and would read
 * and sort all of it for the first few rows: an index costs what it costs in memory, and is read in order.
 */
const SETTINGS = `set work_mem = '32MB'; set random_page_cost = 1.1; set enable_bitmapscan = off`;

/**
 * All that is given to the buffers is taken at once, and stays; what they do not hold is read from the
 * system's own cache of the files in microseconds, which has the size that is free. The buffer of the log
 * would shrink along with them.
 */
const BUFFERS = ['-c', 'shared_buffers=32MB', '-c', 'wal_buffers=4MB'];

let database: PGlite | undefined;
let upkeep: Upkeep | undefined;
let statements: PreparedStatements | undefined;

async function answer(request: EngineRequest): Promise<EngineResult> {
  if (request.kind === 'open') {
    database = await PGlite.create({
      ...(request.folder === null ? {} : { dataDir: request.folder }),
      ...(request.image === null ? {} : { loadDataDir: new Blob([request.image]) }),
      extensions: { vector },
      startParams: [...PGlite.defaultStartParams, ...BUFFERS],
      parsers: { [INT8]: Number },
    });
    await database.exec(SETTINGS);
    upkeep = await Upkeep.begin(database);
    statements = new PreparedStatements(database);
    return nothing;
  }
  if (!database || !statements) throw new Error('The embedded database is not open.');
  if (request.kind === 'close') {
    await database.close();
    return nothing;
  }
  if (request.kind === 'image') {
    const image = await (await database.dumpDataDir('none')).arrayBuffer();
    return { rows: [new Uint8Array(image)], affectedRows: null };
  }
  if (request.kind === 'exec') {
    await database.exec(request.sql);
    return nothing;
  }
  if (request.kind === 'copy') {
    const copied = await copy(database, request.sql, request.text);
    if (copied === nothing || request.question === null) return copied;
    return { ...copied, rows: (await statements.query(request.question, [])).rows };
  }
  const result = await statements.query(request.sql, request.parameters);
  return { rows: result.rows, affectedRows: result.affectedRows ?? null };
}

/** What fails is taken back, so that the transaction it is part of goes on. */
async function copy(into: PGlite, sql: string, text: string): Promise<EngineResult> {
  await into.exec('savepoint copied');
  try {
    const { affectedRows = 0 } = await into.query(sql, [], { blob: new Blob([text]) });
    await into.exec('release savepoint copied');
    return { rows: [], affectedRows };
  } catch (error) {
    if (failureOf(error).code !== UNIQUE_VIOLATION) throw error;
    await into.exec('rollback to savepoint copied');
    return nothing;
  }
}

function failureOf(error: unknown): EngineFailure {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<
    string,
    unknown
  >;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  return {
    message: error instanceof Error ? error.message : String(error),
    code: text('code'),
    detail: text('detail'),
    constraint: text('constraint'),
  };
}

let last: Promise<void> = Promise.resolve();
port.on('message', (request: EngineRequest) => {
  last = last.then(async () => {
    let reply: EngineReply;
    try {
      reply = { id: request.id, result: await answer(request) };
    } catch (error) {
      reply = { id: request.id, failure: failureOf(error) };
    }
    port.postMessage(reply);
    // After the answer: nobody waits for it but whoever comes next.
    // A full disk fails whoever writes next, and a later commit tries again.
    if (request.kind === 'query' && request.sql === 'commit') {
      await upkeep?.afterCommit().catch(() => undefined);
    }
    if (request.kind === 'close') port.close();
  });
});
