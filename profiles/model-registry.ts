import { LRUCache } from 'lru-cache';
import {
  type AdaptationModel,
  FusionModel,
  Guardrail,
  type GuardrailState,
  type ModalityRegistry,
  ModelFormatError,
  policyFromText,
  policyToText,
  readerLoader,
} from '../fusion/index.ts';
import type { AdaptationRevision, Json, ModelRow, Store } from '../store/index.ts';
import { ArrivedItems } from './arrived-items.ts';
import { goesWithClock } from './present-day.ts';

/** A model with what serving must know of its making. */
export interface ServingModel {
  readonly id: string;
  readonly fusion: FusionModel;
  /** Which revision of its adaptation decides how strongly events count; 0 is the model's own. */
  readonly revision: number;
  /** Counts the changes of what it knows of items that arrived after training; 0 if nothing is said. */
  readonly arrivals?: number;
  /** The time of the last event that training saw, in milliseconds since the epoch. */
  readonly trainedThrough: number;
  /**
   * Whether its profiles age as days go by. Not those of a model that was trained on what had ended long
   * before, such as an export: there nobody's silence says anything about them.
   */
  readonly goesWithClock: boolean;
}

/** Where a model comes from and what it was trained on. */
export interface ModelLineage {
  /** The model that served when this one was trained; null for the first. */
  readonly parentId: string | null;
  /** The greatest event sequence that training saw. */
  readonly watermark: number;
  readonly trainedThrough: number;
  readonly createdAt: number;
}

/** Revisions of adaptation that are kept in memory, beside the models that they belong to. */
const REVISIONS_KEPT = 8;

export interface ModelRegistrySettings {
  readonly clock: () => number;
  /** Told where an adaptation policy cannot be read and the equal mixture takes its place. */
  readonly onRefused: (problem: string) => void;
}

/** A later policy of a model, with the streams that it has followed. */
interface Followed {
  readonly own: AdaptationModel;
  readonly policy: string;
  readonly adaptation: AdaptationModel;
}

interface Revised {
  /** What it was made from: another one once items have arrived. */
  readonly from: ServingModel;
  readonly model: Promise<ServingModel>;
}

/**
 * The models of a deployment: kept in the store, loaded once, never changed after they are saved. What is
 * given out also knows the items that arrived since by their content.
 */
export class ModelRegistry {
  readonly #store: Store;
  readonly #modalities: ModalityRegistry;
  readonly #settings: ModelRegistrySettings;
  readonly #loaded = new Map<string, Promise<ArrivedItems>>();
  /** What another version of the program stored: this one never will read it, and to try takes all of its parts. */
  readonly #unreadable = new Map<string, Promise<ArrivedItems>>();
  readonly #revised = new LRUCache<string, Revised>({ max: REVISIONS_KEPT });
  /** By model and when the policy was made: whoever decides, its streams are followed once. */
  readonly #followed = new LRUCache<string, Followed>({ max: REVISIONS_KEPT });

  constructor(
    store: Store,
    modalities: ModalityRegistry,
    { clock = Date.now, onRefused = () => undefined }: Partial<ModelRegistrySettings> = {},
  ) {
    this.#store = store;
    this.#modalities = modalities;
    this.#settings = { clock, onRefused };
  }

  /** The model that serves now; null before the first training. */
  async active(): Promise<ServingModel | null> {
    const row = await this.#store.models.active();
    return row === null ? null : this.byId(row.id);
  }

  /**
   * What the read-outs of the model that serves are called; none before the first training, and none where another
   * version of the program made it: the profiles of it still stand, but what is in them cannot be told.
   */
  async readOutNames(): Promise<readonly string[]> {
    const row = await this.#store.models.active();
    const model = row === null ? null : await this.readable(row.id);
    return model?.fusion.readOutNames ?? [];
  }

  /** The model that served at an instant (milliseconds since the epoch). */
  async activeAt(at: number): Promise<ServingModel | null> {
    const row = await this.#store.models.activeAt(at);
    return row === null ? null : this.byId(row.id);
  }

  /**
   * @throws {UnknownModelError} where no model of that id was saved
   * @throws {ModelFormatError} where another version of the program stored it: the same error each time
   */
  async byId(id: string): Promise<ServingModel> {
    const known = await this.#known(id);
    return known.served();
  }

  /**
   * A model as it was trained, without the items that arrived since; also inside a transaction, once it is loaded.
   * @throws {UnknownModelError} where no model of that id was saved
   */
  async trained(id: string): Promise<ServingModel> {
    return (await this.#known(id)).trained;
  }

  /** The same; null where another version of the program stored it, so that this one cannot read it. */
  async readable(id: string): Promise<ServingModel | null> {
    try {
      return await this.trained(id);
    } catch (error) {
      if (error instanceof ModelFormatError) return null;
      throw error;
    }
  }

  #known(id: string): Promise<ArrivedItems> {
    let loading = this.#unreadable.get(id) ?? this.#loaded.get(id);
    if (loading === undefined) {
      const first = this.#load(id).then((model) => new ArrivedItems(this.#store, model));
      loading = first;
      this.#loaded.set(id, first);
      first.catch((error) => {
        this.#loaded.delete(id);
        if (error instanceof ModelFormatError) this.#unreadable.set(id, first);
      });
    }
    return loading;
  }

  /**
   * A model with whoever decides now how strongly events count. Where that is a policy of another version of
   * the program, the equal mixture takes its place, under a revision of its own that can be replayed.
   * @throws what `byId` and `revised` throw
   */
  async current(id: string): Promise<ServingModel> {
    const model = await this.byId(id);
    if (model.fusion.adaptation === null) return model;
    const { adaptation } = this.#store;
    const latest = await this.#revisedFrom(model, await adaptation.latestRevision(id));
    const refused = latest.fusion.adaptation?.policy;
    if (refused == null || refused.problem === null) return latest;
    await adaptation.change(id, () => ({
      state: Guardrail.start().store() as unknown as Json,
      revision: {
        ...{ decides: 'EQUAL_MIXTURE', policy: policyToText(refused) },
        createdAt: this.#settings.clock(),
      },
    }));
    this.#settings.onRefused(refused.problem);
    return this.#revisedFrom(model, await adaptation.latestRevision(id));
  }

  /**
   * A model as it was while a revision of its adaptation decided. In the place of a policy that another
   * version of the program stored stands the equal mixture, whose `problem` says so.
   */
  async revised(id: string, revision: number): Promise<ServingModel> {
    return this.#revisedFrom(await this.byId(id), revision);
  }

  #revisedFrom(from: ServingModel, revision: number): Promise<ServingModel> {
    if (revision === 0) return Promise.resolve(from);
    const key = `${from.id} ${revision}`;
    const known = this.#revised.get(key);
    if (known?.from === from) return known.model;
    const model = this.#revise(from, revision);
    this.#revised.set(key, { from, model });
    model.catch(() => this.#revised.delete(key));
    return model;
  }

  /** Every saved model, newest first. */
  list(): Promise<ModelRow[]> {
    return this.#store.models.list();
  }

  /**
   * Saves a model with its lineage; it serves only once it is promoted. The same data and settings
   * train the same model, under the same id: then nothing is saved again.
   */
  async save(fusion: FusionModel, lineage: ModelLineage): Promise<ServingModel> {
    const { parentId, watermark, trainedThrough, createdAt } = lineage;
    const saved = await this.#store.models.byId(fusion.id);
    if (saved === null) {
      await this.#store.models.create({
        id: fusion.id,
        parentId: parentId === fusion.id ? null : parentId,
        watermark,
        createdAt,
        config: { trainedThrough, settings: asJson(fusion.settings) },
        metrics: asJson(fusion.metrics),
        parts: fusion.toParts(),
      });
      // Somebody may have been erased while it was trained.
      const gone = await this.#erasedIn(fusion);
      if (gone.size > 0) {
        const parts = fusion.reader.forgetting(gone).toParts();
        await this.#store.models.replaceParts(fusion.id, parts);
        return this.byId(fusion.id);
      }
    }
    const madeAt = saved?.createdAt ?? createdAt;
    const model = servingModel(fusion.id, fusion, trainedThrough, madeAt);
    const known = new ArrivedItems(this.#store, model);
    this.#loaded.set(fusion.id, Promise.resolve(known));
    return known.served();
  }

  /** Lets go of every model that was loaded: somebody whom they kept something of was erased. */
  reload(): void {
    this.#loaded.clear();
    this.#revised.clear();
    this.#followed.clear();
  }

  async #erasedIn({ reader: { userIds } }: FusionModel): Promise<ReadonlySet<string>> {
    const erased = await this.#store.erasures.among(userIds.map((userId) => ({ userId })));
    return new Set([...erased.keys()].map((place) => userIds[place]));
  }

  /** Makes a saved model the one that serves, whether or not everybody has a profile of it. */
  async promote(id: string, at: number): Promise<void> {
    await this.#store.models.promote(id, at);
  }

  async #load(id: string): Promise<ServingModel> {
    const row = await this.#store.models.byId(id);
    if (row === null) throw new UnknownModelError(id);
    const parts = await this.#store.models.parts(id);
    const fusion = await FusionModel.fromParts(parts, readerLoader(this.#modalities));
    const { trainedThrough } = row.config as { readonly trainedThrough: number };
    return servingModel(id, fusion, trainedThrough, row.createdAt);
  }

  async #revise(model: ServingModel, revision: number): Promise<ServingModel> {
    const { id } = model;
    const stored = await this.#store.adaptation.revision(id, revision);
    const own = model.fusion.adaptation;
    if (own === null || stored === null) {
      throw new UnknownModelError(`${id}, revision ${revision} of its adaptation`);
    }
    const fusion = model.fusion.deciding(this.#decidedBy(id, own, stored));
    return { ...model, fusion, revision };
  }

  #decidedBy(id: string, own: AdaptationModel, stored: AdaptationRevision): AdaptationModel {
    const { policy, policyCreatedAt } = stored;
    const decides = stored.decides as GuardrailState;
    if (policy === null || policyCreatedAt === null) {
      return own.policy.problem === null ? own.deciding(decides) : own;
    }
    try {
      return this.#follow(id, own, policy, policyCreatedAt).deciding(decides);
    } catch (error) {
      if (!(error instanceof ModelFormatError)) throw error;
      return own.without(error.message);
    }
  }

  /** A turn of the guardrail leaves the policy as it is, and with it all that it followed. */
  #follow(id: string, own: AdaptationModel, policy: string, createdAt: number): AdaptationModel {
    const key = `${id} ${createdAt}`;
    const known = this.#followed.get(key);
    if (known?.own === own && known.policy === policy) return known.adaptation;
    const adaptation = own.following(policyFromText(policy, own), createdAt);
    this.#followed.set(key, { own, policy, adaptation });
    return adaptation;
  }
}

/** @param id the stored one: a model that somebody was erased from keeps it, with other parts */
function servingModel(
  id: string,
  fusion: FusionModel,
  trainedThrough: number,
  createdAt: number,
): ServingModel {
  const ages = goesWithClock(createdAt, trainedThrough);
  return { id, fusion, revision: 0, trainedThrough, goesWithClock: ages };
}

/** Plain data as JSON holds it: functions and undefined fields are left out. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}

/** No model of that id is in the registry. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';

  constructor(id: string) {
    super(`There is no model "${id}". Train one with: portrait train.`);
  }
}
