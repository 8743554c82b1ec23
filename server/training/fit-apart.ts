import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { FusionModel, type Item, readerLoader, type UserHistory } from '../../fusion/index.ts';
import type { FitNews, FitOrder } from './fit-process.ts';
import { type FitRun, NothingToLearnError } from './train-candidate.ts';

const SENT_AT_ONCE = 200;

/** How the process is found what it needs. */
export interface FitPlace {
  /** As the configuration names them. */
  readonly modalities: readonly string[];
  readonly baseFolder: string;
  readonly checkpointFolder: string | null;
}

/** The process that trained ended before it was done. */
export class TrainingEndedError extends Error {
  override readonly name = 'TrainingEndedError';

  constructor(how: string, options?: ErrorOptions) {
    super(`The training ended early: ${how}. Begun again it goes on from its last epoch.`, options);
  }
}

/** The same as `fit`, in a process of its own, which the processor serves after this one. */
export async function fitApart(
  { settings, heads = [], modalities, signal, onProgress }: FitRun,
  users: readonly UserHistory[],
  items: readonly Item[],
  place: FitPlace,
): Promise<FusionModel> {
  const child = fork(fileURLToPath(new URL('./fit-process.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: process.execArgv.filter((argument) => !argument.startsWith('--test')),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    signal,
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const news = new Promise<ReadonlyMap<string, Uint8Array>>((done, fail) => {
    child.on('message', (told: FitNews) => {
      if (told.kind === 'progress') onProgress(told.done, told.total, told.note);
      else if (told.kind === 'model') done(told.parts);
      else if (told.name === 'NothingToLearnError') fail(new NothingToLearnError(told.message));
      else fail(new TrainingEndedError(`${told.name}, ${told.message}`));
    });
    child.on('error', fail);
    child.on('exit', (code, killed) => fail(new TrainingEndedError(killed ?? `exit ${code}`)));
  });
  news.catch(() => undefined);
  const send = (order: FitOrder): Promise<void> =>
    new Promise((done, fail) => child.send(order, (error) => (error ? fail(error) : done())));
  try {
    for (const part of parts(users)) await send({ kind: 'users', users: part });
    for (const part of parts(items)) await send({ kind: 'items', items: part });
    await send({ kind: 'begin', settings, heads, ...place });
    return await FusionModel.fromParts(await news, readerLoader(modalities));
  } catch (error) {
    // Why the process is gone says more than that nothing can be sent to it.
    throw await news.then(
      () => error,
      (reason) => reason,
    );
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    }
  }
}

function* parts<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += SENT_AT_ONCE) {
    yield rows.slice(start, start + SENT_AT_ONCE);
  }
}
