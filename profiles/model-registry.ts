import { FusionModel } from '../fusion/index.ts';
import type { ModelRow, Store } from '../store/index.ts';

/** Where a model comes from and what it was trained on. */
export interface ModelLineage {
  /** The model that served when this one was trained; null for the first. */
  readonly parentId: string | null;
  /** The greatest event sequence that training saw. */
  readonly watermark: number;
  readonly createdAt: number;
}

/** The models of a deployment: kept in the store, loaded once, never changed after they are saved. */
export class ModelRegistry {
  readonly #store: Store;
  readonly #loaded = new Map<string, Promise<FusionModel>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The model that serves now; null before the first training. */
  async active(): Promise<FusionModel | null> {
    const row = await this.#store.models.active();
    return row === null ? null : this.byId(row.id);
  }

  /** The model that served at an instant (milliseconds since the epoch). */
  async activeAt(at: number): Promise<FusionModel | null> {
    const row = await this.#store.models.activeAt(at);
    return row === null ? null : this.byId(row.id);
  }

  /** @throws {UnknownModelError} where no model of that id was saved */
  async byId(id: string): Promise<FusionModel> {
    let model = this.#loaded.get(id);
    if (model === undefined) {
      model = this.#load(id);
      this.#loaded.set(id, model);
      model.catch(() => this.#loaded.delete(id));
    }
    return model;
  }

  /** Every saved model, newest first. */
  list(): Promise<ModelRow[]> {
    return this.#store.models.list();
  }

  /** Saves a model with its lineage; it serves only once it is promoted. */
  async save(model: FusionModel, lineage: ModelLineage): Promise<void> {
    await this.#store.models.create({
      id: model.id,
      parentId: lineage.parentId,
      watermark: lineage.watermark,
      createdAt: lineage.createdAt,
      config: model.settings,
      metrics: model.metrics,
      parts: model.toParts(),
    });
    this.#loaded.set(model.id, Promise.resolve(model));
  }

  async #load(id: string): Promise<FusionModel> {
    const row = await this.#store.models.byId(id);
    if (row === null) throw new UnknownModelError(id);
    return FusionModel.fromParts(await this.#store.models.parts(id));
  }
}

/** No model of that id is in the registry. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';

  constructor(id: string) {
    super(`There is no model "${id}". List the saved ones with: portrait model list.`);
  }
}
