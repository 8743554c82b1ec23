import type { Item, ModalityRegistry, UserHistory } from '../fusion/index.ts';
import { trainingPreparation, trainModel } from '../fusion/index.ts';
import { allHistories, type ModelRegistry, type ServingModel } from '../profiles/index.ts';
import type { Store } from '../store/index.ts';

/** What a training needs and tells. */
export interface TrainingRun {
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly modalities: ModalityRegistry;
  readonly clock: () => number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, note: string) => void;
}

/** Nothing was taken in that a model could learn from. */
export class NothingToLearnError extends Error {
  override readonly name = 'NothingToLearnError';

  constructor() {
    super(
      'There are no users with events to train on. Take a source in first: portrait source sync.',
    );
  }
}

/**
 * Trains a model on everybody's history and makes it the one that serves.
 * @throws {NothingToLearnError} where no user has an event
 */
export async function trainAndPromote(
  run: TrainingRun,
): Promise<{ model: ServingModel; users: number }> {
  const { store, models, modalities, clock, signal } = run;
  const watermark = await store.events.lastSequence();
  const users: UserHistory[] = [];
  for await (const page of allHistories(store)) {
    users.push(...page.filter(({ events }) => events.length > 0));
  }
  if (users.length === 0) throw new NothingToLearnError();
  const items: Item[] = [];
  for await (const page of store.items.all()) items.push(...page);
  const fusion = await trainModel(
    { users, items },
    trainingPreparation(modalities),
    { prepare: objectOf(run.settings.prepare), fit: objectOf(run.settings.fit) },
    {
      signal,
      onProgress: ({ epoch, epochs, step, steps }) =>
        run.onProgress(epoch * steps + step, epochs * steps, `epoch ${epoch + 1} of ${epochs}`),
    },
  );
  signal.throwIfAborted();
  const at = clock();
  const parent = await models.active();
  const model = await models.save(fusion, {
    parentId: parent?.id ?? null,
    watermark,
    trainedThrough: lastEventOf(users),
    createdAt: at,
  });
  await models.promote(model.id, at);
  return { model, users: users.length };
}

function lastEventOf(users: readonly UserHistory[]): number {
  return users.reduce((last, { events }) => Math.max(last, events.at(-1)?.at ?? 0), 0);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
