import { LRUCache } from 'lru-cache';
import type { Contribution, ScoredItem } from '../fusion/index.ts';
import type { ProfileRow, Store } from '../store/index.ts';
import { historiesOf, type ReadHistory } from './history.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';

/** How many items are recommended at most. */
const RECOMMENDED = 20;
/** Users whose items are remembered; each holds some 3 kB. */
const REMEMBERED = 5_000;

/** Of each recommended item, each modality's part in its score. */
export type RecommendationReasons = ReadonlyMap<string, readonly Contribution[]>;

/** What a stored profile was made by and from: the same again recommends the same. */
export type Served = Pick<
  ProfileRow,
  'userId' | 'modelId' | 'throughSequence' | 'adaptationRevision' | 'asOf'
>;

interface Remembered {
  readonly throughSequence: number;
  readonly asOf: number;
  /** Of the model that ranked. */
  readonly arrivals: number;
  readonly items: readonly ScoredItem[];
}

/**
 * What stored profiles recommend, and why. Nobody looks at most of them, so nothing of it is kept: who
 * asks has what the profile was made from ranked by the model that made it, as in a replay.
 */
export class Recommender {
  readonly #store: Store;
  readonly #models: ModelRegistry;
  readonly #remembered = new LRUCache<string, Remembered>({ max: REMEMBERED });

  constructor(store: Store, models: ModelRegistry) {
    this.#store = store;
    this.#models = models;
  }

  /** Forgets what it remembers, for when somebody was erased. */
  forget(): void {
    this.#remembered.clear();
  }

  /**
   * Whether what a model recommends follows how strongly its policy has events count.
   * @throws what `ModelRegistry.trained` throws
   */
  async followsChoices(modelId: string): Promise<boolean> {
    const { fusion } = await this.#models.trained(modelId);
    return fusion.adaptation?.steers ?? false;
  }

  /** Up to 20 items for each user, best first. */
  async of(rows: readonly Served[]): Promise<Map<string, readonly ScoredItem[]>> {
    const found = new Map<string, readonly ScoredItem[]>();
    const models = await Promise.all(rows.map((row) => this.#modelOf(row)));
    const open = rows.filter((row, place) => {
      const known = this.#remembered.get(keyOf(row));
      // What is to be had may have changed since.
      if (known?.throughSequence !== row.throughSequence || known.asOf !== row.asOf) return true;
      if (known.arrivals !== (models[place].arrivals ?? 0)) return true;
      found.set(row.userId, known.items);
      return false;
    });
    for (const { row, history, model } of await this.#read(open)) {
      const { asOf } = row;
      const items = await model.fusion.recommend(history, { asOf, count: RECOMMENDED });
      found.set(row.userId, items);
      this.#remember(row, items, model.arrivals ?? 0);
    }
    return found;
  }

  /** What speaks for each of these items, and what against it, by user. */
  async reasons(rows: readonly Served[]): Promise<Map<string, RecommendationReasons>> {
    const items = await this.of(rows);
    const reasons = new Map<string, RecommendationReasons>();
    for (const { row, history, model } of await this.#read(rows)) {
      const itemIds = items.get(row.userId)!.map(({ itemId }) => itemId);
      const ranked = await model.fusion.rank(history, itemIds, { asOf: row.asOf });
      reasons.set(
        row.userId,
        new Map(ranked.map(({ itemId, contributions }) => [itemId, contributions])),
      );
    }
    return reasons;
  }

  /** What the profiles were made from, with the models that made them. */
  async #read(
    rows: readonly Served[],
  ): Promise<{ row: Served; history: ReadHistory; model: ServingModel }[]> {
    const through = new Map(rows.map(({ userId, throughSequence }) => [userId, throughSequence]));
    const histories = await historiesOf(this.#store, [...through.keys()], {
      throughSequence: through,
    });
    const byUser = new Map(histories.map((history) => [history.userId, history]));
    return Promise.all(
      rows.map(async (row) => {
        const model = await this.#modelOf(row);
        return { row, history: byUser.get(row.userId)!, model };
      }),
    );
  }

  #modelOf({ modelId, adaptationRevision }: Served): Promise<ServingModel> {
    return this.#models.revised(modelId, adaptationRevision ?? 0);
  }

  #remember(row: Served, items: readonly ScoredItem[], arrivals: number): void {
    const { throughSequence, asOf } = row;
    this.#remembered.set(keyOf(row), { throughSequence, asOf, arrivals, items });
  }
}

function keyOf({ userId, modelId, adaptationRevision = 0 }: Served): string {
  return `${modelId} ${adaptationRevision} ${userId}`;
}
