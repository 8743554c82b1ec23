import { FusionModel, type Item, readerLoader, type UserHistory } from '../../fusion/index.ts';
import { type FitRun, NothingToLearnError } from '../training/train-candidate.ts';
import type { FitNews, FitOrder } from './fit-process.ts';
import { inParts, workApart } from './work-apart.ts';

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

/**
 * The same as `fit`, in a process of its own. Users go there page by page: this process never holds more
 * than one of them.
 */
export async function fitApart(
  { settings, heads = [], sessions, modalities, signal, onProgress }: FitRun,
  users: AsyncIterable<readonly UserHistory[]>,
  items: readonly Item[],
  place: FitPlace,
): Promise<FusionModel> {
  async function* orders(): AsyncGenerator<FitOrder> {
    for await (const page of users) {
      for (const part of inParts(page)) yield { kind: 'users', users: part };
    }
    for (const part of inParts(items)) yield { kind: 'items', items: part };
    yield { kind: 'begin', settings, heads, sessions, ...place };
  }
  const parts = await workApart({
    ...{ script: new URL('./fit-process.ts', import.meta.url), orders: orders(), signal },
    hear(told: FitNews) {
      if (told.kind === 'model') return { result: told.parts };
      if (told.kind === 'progress') onProgress(told.done, told.total, told.note);
      else if (told.name === 'NothingToLearnError') throw new NothingToLearnError(told.message);
      else throw new TrainingEndedError(`${told.name}, ${told.message}`);
      return null;
    },
    ended: (how) => new TrainingEndedError(how),
  });
  return FusionModel.fromParts(parts, readerLoader(modalities));
}
