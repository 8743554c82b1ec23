import type { AdaptationModel } from '../../adaptation/index.ts';
import type { Item } from '../../data/item.ts';
import type { UserHistory } from '../../data/user-history.ts';
import type { ModalityRegistry } from '../../modalities/registry.ts';
import type { TrainingSet } from '../../training/training-set.ts';
import { Catalog } from '../catalog.ts';
import { ExpertPanel } from '../expert-panel.ts';
import { ExpertReader } from '../expert-reader.ts';
import { FitCache } from '../fit-cache.ts';
import { HistoryIndexer } from '../history-indexer.ts';
import { fitRecency } from './fit-recency.ts';
import { futureLabels } from './labels.ts';
import { PREPARE_DEFAULTS, type PrepareSettings } from './prepare-settings.ts';
import type { Stage } from './stage.ts';
import { trainingRows } from './training-rows.ts';

export interface PrepareProgress {
  /** What is being done, in words for a progress bar. */
  readonly task: string;
  readonly done: number;
  readonly total: number;
}

export interface PrepareHooks {
  readonly signal?: AbortSignal;
  readonly onPrepare?: (progress: PrepareProgress) => void;
}

/** Everything about the shop that stays the same from stage to stage. */
class Preparation {
  readonly #users: readonly UserHistory[];
  readonly #catalog: Catalog;
  readonly #categories: readonly string[];
  readonly #userIds: readonly string[];

  constructor(
    users: readonly UserHistory[],
    items: readonly Item[],
    private readonly registry: ModalityRegistry,
    private readonly settings: PrepareSettings,
  ) {
    this.#users = [...users].sort((left, right) =>
      left.userId < right.userId ? -1 : left.userId > right.userId ? 1 : 0,
    );
    this.#userIds = this.#users.map((user) => user.userId);
    this.#catalog = new Catalog(items);
    this.#categories = commonest(items, settings.categoryFeatures);
  }

  get users(): readonly UserHistory[] {
    return this.#users;
  }

  /**
   * A reader whose experts have seen each user up to the instant given, and nothing later, for training rows.
   * @param like whoever will serve, whose experts these are to read recent items like; decided here if nothing is said
   */
  fitStage(
    instantOf: (history: UserHistory) => number,
    like?: AdaptationModel | null,
  ): ExpertReader {
    const { recency } = this.settings;
    const reader = this.#fitExperts(instantOf);
    const follows = like === undefined ? recency !== 'fixed' && recency !== 'none' : like?.steers;
    // A policy that the experts do not follow moves nothing in a row, and takes as long to learn as they do.
    return follows ? this.#adapt(reader, instantOf, like) : reader;
  }

  /** The same for serving: it also tells what a policy chose that the experts do not follow. */
  fitServing(instantOf: (history: UserHistory) => number): ExpertReader {
    const reader = this.#fitExperts(instantOf);
    return this.settings.recency === 'none' ? reader : this.#adapt(reader, instantOf);
  }

  #fitExperts(instantOf: (history: UserHistory) => number): ExpertReader {
    const indexer = new HistoryIndexer(this.registry.list(), this.#catalog, this.#userIds);
    const panel = ExpertPanel.fit(this.registry, {
      catalog: this.#catalog,
      users: this.#users.map((history) => indexer.index(history, instantOf(history))),
      seed: this.settings.seed,
      factors: factorsFor(this.#catalog.items.length, this.settings.factors),
      cache: new FitCache(),
    });
    const content = {
      catalog: this.#catalog,
      userIds: this.#userIds,
      categories: this.#categories,
      labels: futureLabels(this.registry).map(({ name, kind }) => ({ name, kind })),
    };
    return new ExpertReader(this.registry, content, panel);
  }

  #adapt(
    reader: ExpertReader,
    instantOf: (history: UserHistory) => number,
    like?: AdaptationModel | null,
  ): ExpertReader {
    const data = { users: this.#users, instantOf, catalog: this.#catalog };
    const own = fitRecency({ ...data, modalities: reader.schema.modalities }, this.settings);
    if (own === null) return reader;
    return reader.deciding(like ? own.deciding(like.decides).steering(true) : own);
  }
}

/**
 * Training rows of every stage: experts fitted on the events up to the stage's cuts, targets from
 * after them. Never trained on their own targets, the experts are in training as good as they will
 * be in serving, and the gates learn to trust them as much as they deserve.
 * @param like the adaptation that will serve: experts follow a policy in every stage where they will then, and
 * in none where they will not, or the network would learn of other columns (a stage of too few events for a policy has none to
 * follow); each stage decides if nothing is said
 */
export async function buildTrainingSets(
  users: readonly UserHistory[],
  items: readonly Item[],
  registry: ModalityRegistry,
  given: Partial<PrepareSettings> = {},
  hooks: PrepareHooks = {},
  like?: AdaptationModel | null,
): Promise<TrainingSet[]> {
  const settings = { ...PREPARE_DEFAULTS, ...given };
  const preparation = new Preparation(users, items, registry, settings);
  const stages = settings.stages(preparation.users, settings.targets);
  const sets: TrainingSet[] = [];
  for (const [index, stage] of stages.entries()) {
    hooks.signal?.throwIfAborted();
    hooks.onPrepare?.({ task: stage.name, done: index, total: stages.length });
    const reader = preparation.fitStage((history) => endOf(stage, history), like);
    sets.push(
      await trainingRows({
        users: preparation.users,
        stage,
        reader,
        labels: futureLabels(registry),
        registry,
        settings,
        signal: hooks.signal,
      }),
    );
  }
  return sets;
}

function endOf(stage: Stage, history: UserHistory): number {
  if (stage.isNew?.(history)) return Number.NEGATIVE_INFINITY;
  return stage.cut(history)?.asOf ?? Number.NEGATIVE_INFINITY;
}

/**
 * A reader for serving: experts fitted on all events.
 * @param until only on events up to this instant, in milliseconds since the epoch
 */
export function buildServing(
  users: readonly UserHistory[],
  items: readonly Item[],
  registry: ModalityRegistry,
  given: Partial<PrepareSettings> = {},
  until = Number.POSITIVE_INFINITY,
): ExpertReader {
  const settings = { ...PREPARE_DEFAULTS, ...given };
  const preparation = new Preparation(users, items, registry, settings);
  return preparation.fitServing(() => until);
}

/** What `trainModel` asks for: training rows and the reader for serving, for these modalities. */
export function trainingPreparation(registry: ModalityRegistry) {
  return async (
    users: readonly UserHistory[],
    items: readonly Item[],
    settings: Partial<PrepareSettings>,
    hooks: PrepareHooks,
  ): Promise<{
    reader: ExpertReader;
    sets: TrainingSet[];
    readerAt: (instant: number) => ExpertReader;
  }> => {
    const reader = buildServing(users, items, registry, settings);
    const { adaptation } = reader;
    return {
      reader,
      sets: await buildTrainingSets(users, items, registry, settings, hooks, adaptation),
      readerAt: (instant) => buildServing(users, items, registry, settings, instant),
    };
  };
}

/** A linear model with as many factors as items could learn the shop by heart; a tenth is plenty. */
function factorsFor(items: number, most: number): number {
  return Math.min(most, Math.max(16, Math.ceil(items / 10)));
}

/** The categories with the most items, in byte order. */
function commonest(items: readonly Item[], count: number): string[] {
  const counts = new Map<string, number>();
  for (const item of items) {
    for (const category of new Set(item.categories)) {
      counts.set(category, (counts.get(category) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1))
    .slice(0, count)
    .map(([category]) => category)
    .sort();
}
