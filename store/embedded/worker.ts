import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import type { EngineFailure, EngineReply, EngineRequest, EngineResult } from './protocol.ts';

// The thread that PGlite lives in, so that a slow statement never holds up the event loop of whoever
// serves requests. Requests are answered in the order in which they arrive.

const INT8 = 20;
const nothing: EngineResult = { rows: [], affectedRows: null };
const port = parentPort;
if (!port) throw new Error('store/embedded/worker.ts runs as a worker thread only.');

let database: PGlite | undefined;

async function answer(request: EngineRequest): Promise<EngineResult> {
  if (request.kind === 'open') {
    database = await PGlite.create({
      ...(request.folder === null ? {} : { dataDir: request.folder }),
      ...(request.image === null ? {} : { loadDataDir: new Blob([request.image]) }),
      extensions: { vector },
      parsers: { [INT8]: Number },
    });
    // There is one session, so a sort may have more memory than a server would give it.
    await database.exec("set work_mem = '32MB'");
    return nothing;
  }
  if (!database) throw new Error('The embedded database is not open.');
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
  const result = await database.query(request.sql, request.parameters);
  return { rows: result.rows, affectedRows: result.affectedRows ?? null };
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
    if (request.kind === 'close') port.close();
  });
});
