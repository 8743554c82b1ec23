import { createHash } from 'node:crypto';
import type {
  DataQuality,
  HeadDeclaration,
  Item,
  ModalityRegistry,
  Origin,
  SessionSettings,
  UserHistory,
} from '../../fusion/index.ts';
import {
  type FusionModel,
  ModelFormatError,
  trainingPreparation,
  trainModel,
} from '../../fusion/index.ts';
import {
  allHistories,
  aloneAt,
  type ModelRegistry,
  type ServingModel,
} from '../../profiles/index.ts';
import type { Store } from '../../store/index.ts';
import type { TrainingCheckpoint } from './training-checkpoint.ts';

const USERS_AT_ONCE = 500;

/** What a training needs and tells. */
export interface TrainingRun extends FitRun {
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly clock: () => number;
  /** Where the model is fitted; in this process if nothing is said. */
  readonly fit?: (
    run: FitRun,
    users: AsyncIterable<readonly UserHistory[]>,
    items: readonly Item[],
  ) => Promise<FusionModel>;
  /** About how many users to learn from at most; all if nothing is said. */
  readonly mostUsers?: number | undefined;
}

/** What fitting a model needs beside what it learns from. */
export interface FitRun {
  readonly modalities: ModalityRegistry;
  readonly settings: Readonly<Record<string, unknown>>;
  /** What a session is; nothing is learned of sessions if nothing is said. */
  readonly sessions?: SessionSettings;
  /** Heads of the shop's own; none if nothing is said. */
  readonly heads?: readonly HeadDeclaration[];
  /** Where a killed training left its state; null keeps none. */
  readonly checkpoint: TrainingCheckpoint | null;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, note: string) => void;
  /** Told what the data are like before the network learns; what it throws ends the training. */
  readonly onDataQuality?: (quality: DataQuality) => void;
  /** A model to start from as well as from nothing; the better on validation is kept. */
  readonly from?: Origin;
}

/** What was taken in holds nothing that a model could learn from. */
export class NothingToLearnError extends Error {
  override readonly name = 'NothingToLearnError';

  constructor(
    what = 'There are no users with events to train on. Take a source in first: portrait source sync.',
  ) {
    super(what);
  }
}

/** Another process trains a model on the same store. */
export class TrainingRunsError extends Error {
  override readonly name = 'TrainingRunsError';

  constructor() {
    super(
      'Another process trains a model on this store. Try again when it is done: `portrait model list` shows its model then. One that was killed is given up after a minute.',
    );
  }
}

/** A model that was trained, and on how many users. */
export interface Trained {
  readonly model: ServingModel;
  readonly users: number;
}

/**
 * Trains a model on everybody's history and saves it; whether it will serve is decided elsewhere. Of all
 * processes that share the store one trains at a time.
 * @throws {NothingToLearnError} where no user has an event, and where no event says what came later
 * @throws {TrainingRunsError} where another process is at it
 */
export async function trainCandidate(run: TrainingRun): Promise<Trained> {
  const done = await aloneAt(run.store, 'training', () => trainAlone(run));
  if (done === null) throw new TrainingRunsError();
  return done.result;
}

async function trainAlone(run: TrainingRun): Promise<Trained> {
  const { store, models, clock, signal } = run;
  const watermark = await store.events.lastSequence();
  // Of items only the newest is kept: read first, they are as of the watermark but for what their own reading takes.
  const items: Item[] = [];
  for await (const page of store.items.all()) items.push(...page);
  let users = 0;
  let trainedThrough = 0;
  const only = await sampleOf(store, run.mostUsers);
  async function* read(): AsyncGenerator<readonly UserHistory[]> {
    // Events that come in while everybody is read belong to the next model.
    for await (const page of allHistories(store, USERS_AT_ONCE, {
      throughSequence: watermark,
      only,
    })) {
      const some = page.filter(({ events }) => events.length > 0);
      users += some.length;
      for (const { events } of some) trainedThrough = Math.max(trainedThrough, events.at(-1)!.at);
      yield some;
    }
    if (users === 0) throw new NothingToLearnError();
  }
  const fusion = await (run.fit ?? fitHere)(run, read(), items);
  signal.throwIfAborted();
  const at = clock();
  // Only its name: one of another version of the program cannot be read, and is what this training mends.
  const parent = await store.models.active();
  const model = await models.save(fusion, {
    parentId: parent?.id ?? null,
    watermark,
    trainedThrough,
    createdAt: at,
  });
  await run.checkpoint?.remove();
  return { model, users };
}

/** The same users at every training, whoever joins; about as many as are wanted. */
async function sampleOf(store: Store, most: number | undefined): Promise<(id: string) => boolean> {
  const count = most === undefined ? 0 : await store.users.count();
  if (most === undefined || count <= most) return () => true;
  const share = most / count;
  return (id) => createHash('sha256').update(id).digest().readUInt32LE(0) / 2 ** 32 < share;
}

async function fitHere(
  run: FitRun,
  pages: AsyncIterable<readonly UserHistory[]>,
  items: readonly Item[],
): Promise<FusionModel> {
  const users: UserHistory[] = [];
  for await (const page of pages) users.push(...page);
  return fit(run, users, items);
}

/** Trains from where a killed run of the same data and settings stopped, or from the start. */
export async function fit(
  run: FitRun,
  users: readonly UserHistory[],
  items: readonly Item[],
): Promise<FusionModel> {
  const { checkpoint } = run;
  const resume = (await checkpoint?.load()) ?? null;
  const train = (from: Map<string, Uint8Array> | null): Promise<FusionModel> =>
    trainModel(
      { users, items },
      preparationOf(run.modalities),
      {
        prepare: objectOf(run.settings.prepare),
        fit: objectOf(run.settings.fit),
        quality: objectOf(run.settings.quality),
        ...(run.heads?.length && { heads: run.heads }),
        ...(run.sessions && { sessions: run.sessions }),
      },
      {
        signal: run.signal,
        onProgress: ({ epoch, epochs, step, steps }) =>
          run.onProgress((epoch - 1) * steps + step, epochs * steps, `epoch ${epoch} of ${epochs}`),
        ...(run.onDataQuality && { onDataQuality: run.onDataQuality }),
        ...(run.from && { from: run.from }),
        ...(checkpoint !== null && { checkpoint: (parts) => checkpoint.save(parts) }),
        ...(from !== null && { resume: from }),
      },
    );
  try {
    return await train(resume);
  } catch (error) {
    // The state is of other data or settings: what it was for is no longer wanted.
    if (resume === null || !(error instanceof ModelFormatError)) throw error;
    await checkpoint?.remove();
    return train(null);
  }
}

/** The preparation for training, refusing data out of which it gets no row. */
function preparationOf(modalities: ModalityRegistry): ReturnType<typeof trainingPreparation> {
  const prepare = trainingPreparation(modalities);
  return async (...given) => {
    const prepared = await prepare(...given);
    if (prepared.sets.every(({ users }) => users === 0)) {
      throw new NothingToLearnError(
        'No user has events with known items at an earlier and at a later time, so there is nothing to predict. Take in more history, and the items: portrait source sync.',
      );
    }
    return prepared;
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
