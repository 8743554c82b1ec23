import { AudienceService } from '../audiences/index.ts';
import type { PortraitConfiguration } from '../config/index.ts';
import { defaultConnectors, type JsonObject } from '../connectors/index.ts';
import { ExplainService } from '../explain/index.ts';
import { type ModalityRegistry, openBackend } from '../fusion/index.ts';
import {
  type BackfillOptions,
  createIngest,
  type FollowOptions,
  type Ingest,
  type SyncProgress,
  type SyncReport,
} from '../ingest/index.ts';
import {
  AdaptationWatch,
  Backlog,
  type LifeHooks,
  ModelLife,
  ModelRegistry,
  type PromotionRule,
  recommendationReasons,
  ShadowComparison,
  SideModels,
  UPDATER,
  Updater,
} from '../profiles/index.ts';
import type { Services } from '../resolvers/index.ts';
import {
  type LearnedReport,
  type RenewReport,
  SegmentError,
  SegmentService,
  TooFewProfilesError,
} from '../segments/index.ts';
import { type ModelRow, openStore, placeOfModel, type Store } from '../store/index.ts';
import { declaredSegments } from './declared-segments.ts';
import { fitApart } from './fit-apart.ts';
import { headDeclarations } from './head-declarations.ts';
import { loadModalities } from './modalities/load-modalities.ts';
import { PushSources } from './receive/push-sources.ts';
import { Retraining } from './retraining.ts';
import { sourceService } from './source-service.ts';
import { NothingToLearnError, trainCandidate } from './training.ts';
import { TrainingCheckpoint } from './training-checkpoint.ts';

/** What an application is opened with. */
export interface ApplicationOptions {
  readonly configuration: PortraitConfiguration;
  /** Where the embedded store lies; null means in memory. Not used with a server's address. */
  readonly folder: string | null;
  readonly clock: () => number;
  /** For what an operator should know; never a secret, never a personal value. */
  readonly log: (message: string, facts?: JsonObject) => void;
}

/** What a training came to. */
export interface TrainingReport {
  readonly modelId: string;
  readonly version: number;
  /** Whether it serves now. */
  readonly serves: boolean;
  readonly users: number;
  readonly backend: string;
  readonly seconds: number;
  readonly metrics: unknown;
}

/** How often what adaptation gained on live events is judged. */
const WATCH_EVERY_MS = 5_000;
/** How often verdicts are looked through for those that time alone has changed. */
const DUE_EVERY_MS = 30_000;
/** How often changes are looked through for those that need not be kept any longer. */
const FORGET_EVERY_MS = 3_600_000;
/** How often the change feed is looked through for what is done with, and how much goes in one statement. */
const PRUNE_EVERY_MS = 60_000;
const PRUNED_AT_ONCE = 10_000;
const DAY_MS = 86_400_000;

/** Everything of one deployment, put together: the one place where all the parts meet. */
export class Application {
  readonly services: Services;
  readonly segments: SegmentService;
  readonly models: ModelRegistry;
  readonly life: ModelLife;
  readonly #options: ApplicationOptions;
  readonly #store: Store;
  readonly #updater: Updater;
  readonly #side: SideModels;
  readonly retraining: Retraining;
  readonly #rule: PromotionRule | null;
  readonly #ingest: Ingest;
  readonly #adaptation: AdaptationWatch;
  readonly #sources: ReturnType<typeof sourceService>;
  readonly #modalities: ModalityRegistry;
  readonly #connectors = defaultConnectors();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #audiences: AudienceService;
  readonly #backlog: Backlog;

  private constructor(options: ApplicationOptions, store: Store, modalities: ModalityRegistry) {
    const { configuration, clock, log } = options;
    this.#modalities = modalities;
    this.#options = options;
    this.#store = store;
    this.models = new ModelRegistry(store, modalities);
    this.segments = new SegmentService({ store, models: this.models, clock, modalities });
    this.#adaptation = new AdaptationWatch(store, this.models, {
      clock,
      onTurn: (turn, lowerBound) => log(`the adaptation policy ${turn}`, { lowerBound }),
    });
    const onBackgroundError = (error: unknown) =>
      log('work in the background failed', { error: nameOf(error) });
    this.#backlog = new Backlog(store, {
      most: configuration.updates.mostWaiting,
      onError: (error) => onBackgroundError(error),
    });
    const ingest = createIngest(store, {
      heldBackMs: () => this.#backlog.retryAfterMs,
      connectors: this.#connectors,
      modalities,
      clock,
      baseFolder: configuration.baseFolder,
      log,
      quality: configuration.quality,
    });
    this.#updater = new Updater(
      store,
      this.models,
      {
        dependants: (inside, userIds) => this.segments.dependants(inside, userIds),
        onProfiles: async (inside, model, profiles) => {
          await this.segments.evaluateUsers(inside, model, profiles);
          this.#adaptation.observe(model, profiles);
        },
      },
      {
        clock,
        onError: (error) => log('the updater waits and tries again', { error: nameOf(error) }),
        onFailures: (failures) =>
          log('users could not be encoded; their last profiles stay', {
            users: failures.length,
            error: failures[0].error,
          }),
        beside: () => this.#side.step(),
      },
    );
    const comparison = new ShadowComparison(this.models, modalities);
    this.#side = new SideModels({
      ...{ store, models: this.models, clock, share: this.#updater.share },
      hooks: ({ id }) => {
        const segments = this.segments.ofModel(id);
        return {
          dependants: (inside, userIds) => segments.dependants(inside, userIds),
          onProfiles: async (inside, model, profiles) => {
            await segments.evaluateUsers(inside, model, profiles);
            await comparison.observe(inside, model, profiles);
          },
        };
      },
      prepare: (row) => this.#prepare(row),
      onError: (error) => log('a model beside the serving one waits', { error: nameOf(error) }),
    });
    this.life = new ModelLife({
      ...{ store, side: this.#side, clock },
      keepDays: configuration.models.keepDays,
    });
    this.#rule = configuration.models.promote ?? null;
    this.retraining = new Retraining({
      ...{ clock, log },
      train: (signal, onProgress) => this.#retrain(signal, onProgress),
    });
    const sources = sourceService(configuration, ingest);
    this.#ingest = ingest;
    this.#sources = sources;
    const { audiences, baseFolder } = configuration;
    this.#audiences = new AudienceService({
      ...{ store, audiences, baseFolder, clock },
      onError: onBackgroundError,
    });
    this.services = {
      store,
      audiences: this.#audiences,
      ingest,
      modalities,
      sources,
      segments: this.segments,
      explanations: new ExplainService({ store, models: this.models, modalities, clock }),
      recommendationReasons: (rows) => recommendationReasons(store, this.models, rows),
      adaptation: this.#adaptation,
      life: this.life,
      retraining: this.retraining,
      updater: UPDATER,
      clock,
      onBackgroundError,
    };
  }

  /**
   * Loads the shop's modalities, opens the store and everything on top of it, and declares the
   * configuration's rule segments. What has to be learned waits for `renewSegments`.
   * @throws {ModalityError} where one cannot be loaded, what the store throws when it cannot be opened,
   * and {RuleError} for a wrong rule, or something else wrong that a segment is asked to be
   */
  static async open(options: ApplicationOptions): Promise<Application> {
    const { store: place, modalities: named, baseFolder } = options.configuration;
    const { url, schema } = place;
    const { clock, folder } = options;
    const modalities = await loadModalities(named, baseFolder);
    const store = await openStore(
      url === undefined ? { folder, clock } : { url, clock, ...(schema && { schema }) },
    );
    try {
      const application = new Application(options, store, modalities);
      const { rules, scored } = declaredSegments(options.configuration.segments);
      const toCome = scored.map(({ id }) => id);
      await application.segments.declare(rules, toCome);
      return application;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  readonly ready = async (): Promise<boolean> => {
    await this.#store.models.active();
    return true;
  };

  /** Takes in one source of the configuration from where it was left. */
  sync(sourceId: string, options: SyncHooks): Promise<SyncReport> {
    return this.#sources.syncWith(sourceId, options);
  }

  /** Reads a range of one source once more. @throws {BackfillError} where that cannot be */
  async backfill(sourceId: string, options: BackfillOptions): Promise<SyncReport> {
    return (await this.#sources.backfill(sourceId, options)).ended;
  }

  /** Takes in one source on and on, until the signal aborts. */
  followSource(sourceId: string, options: FollowOptions): Promise<void> {
    return this.#sources.follow(sourceId, options);
  }

  /**
   * Makes the sources ready that events are sent to.
   * @throws {MappingError} where the mapping of one cannot be used
   */
  pushSources(): Promise<PushSources> {
    return PushSources.open(this.#options.configuration.sources, this.#connectors, this.#ingest);
  }

  /** Brings profiles and memberships up to date with what was taken in. */
  async update(onProgress?: (users: number) => void, signal?: AbortSignal): Promise<number> {
    const users = await this.#updater.drain(signal, onProgress);
    await this.segments.refreshDue();
    await this.#adaptation.flush();
    return users;
  }

  /**
   * Trains a model and lets it serve: the one before serves until everything of the new one is made.
   * @throws {NothingToLearnError}
   */
  async train(hooks: {
    readonly signal: AbortSignal;
    readonly onProgress: (done: number, total: number, note: string) => void;
    /** Only saves it: it serves when it is promoted. The first model always serves. */
    readonly candidate?: boolean;
  }): Promise<TrainingReport> {
    const { clock, configuration, folder } = this.#options;
    const startedAt = clock();
    const { model, users } = await trainCandidate({
      store: this.#store,
      models: this.models,
      modalities: this.#modalities,
      clock,
      settings: configuration.training,
      heads: headDeclarations(configuration.heads),
      checkpoint: folder === null ? null : new TrainingCheckpoint(folder),
      ...hooks,
    });
    const waits = hooks.candidate === true && (await this.models.active()) !== null;
    const onProgress = (done: number) => hooks.onProgress(done, users, 'profiles');
    if (!waits) await this.#serve(model.id, { signal: hooks.signal, onProgress });
    await this.renewSegments();
    const { version, state } = (await this.#store.models.byId(model.id))!;
    const { kind, reason } = await openBackend();
    return {
      ...{ modelId: model.id, version, users, serves: state === 'SERVING' },
      backend: `${kind} (${reason})`,
      seconds: (clock() - startedAt) / 1000,
      metrics: model.fusion.metrics,
    };
  }

  /**
   * Learns the predictive and lookalike segments that are declared and new or changed, or that rest on
   * another model than the one that serves.
   * @param again ids of those that are learned anew in any case
   */
  async renewSegments(again: readonly string[] | null = null): Promise<RenewReport> {
    return this.#renewScored(this.segments, again);
  }

  async #renewScored(
    segments: SegmentService,
    again: readonly string[] | null = null,
  ): Promise<RenewReport> {
    const { scored } = declaredSegments(this.#options.configuration.segments);
    const report = await segments.renewScored(scored, again);
    for (const { id, reason } of report.leftOut) {
      this.#options.log('a segment could not be learned and stays as it was', { id, reason });
    }
    return report;
  }

  /** Learns segments from the profiles, in place of the last learned. */
  formSegments(): Promise<LearnedReport> {
    return this.segments.formLearned();
  }

  /** Trains in a process of its own, and has the model stand beside the serving one. @returns its version */
  async #retrain(
    signal: AbortSignal,
    onProgress: (done: number, total: number, note: string) => void,
  ): Promise<number> {
    const { clock, configuration, folder } = this.#options;
    const { modalities, baseFolder, training: settings } = configuration;
    const place = { modalities, baseFolder, checkpointFolder: folder };
    const { model } = await trainCandidate({
      ...{ store: this.#store, models: this.models, modalities: this.#modalities, clock, settings },
      ...{ signal, onProgress, heads: headDeclarations(configuration.heads) },
      checkpoint: folder === null ? null : new TrainingCheckpoint(folder),
      fit: (run, users, items) => fitApart(run, users, items, place),
    });
    const row = (await this.#store.models.byId(model.id))!;
    if (row.active) return row.version;
    if ((await this.models.active()) === null) await this.life.promote(row.version);
    else await this.life.shadow(row.version);
    return row.version;
  }

  async #serve(modelId: string, hooks: LifeHooks): Promise<void> {
    const row = (await this.#store.models.byId(modelId))!;
    // The same data and settings train the same model.
    if (!row.active) await this.life.finishAndPromote(row.version, hooks);
    await this.#updater.encodeEveryone(hooks.signal, hooks.onProgress);
  }

  /**
   * What was learned on the serving model's profiles says nothing of another one's: it gets its own
   * segments before it serves. Called again after a kill, only what is missing is made.
   */
  async #prepare({ id }: ModelRow): Promise<void> {
    const segments = this.segments.ofModel(id);
    await this.#prepareGroups(id, segments);
    await this.#renewScored(segments);
  }

  async #prepareGroups(id: string, segments: SegmentService): Promise<void> {
    const learned = (await this.#store.segments.all()).filter(({ kind }) => kind === 'LEARNED');
    if (learned.length === 0) return;
    const rows = await this.#store.ofModel(id).segments.all();
    const own = rows.filter(({ kind, modelId }) => kind === 'LEARNED' && modelId === id);
    try {
      if (own.length === 0) await segments.formLearned();
      else await segments.judgeEveryone(own.map((row) => row.id));
    } catch (error) {
      // Its profiles are there: what is missing are groups, and the message says why.
      if (!(error instanceof TooFewProfilesError || error instanceof SegmentError)) throw error;
      this.#options.log('the learned segments stay those of the model before', {
        reason: error.message,
      });
    }
  }

  /** Keeps profiles and memberships current in the background until `close`. */
  follow(): void {
    this.#updater.start();
    this.#audiences.start();
    this.#backlog.start();
    this.#every(DUE_EVERY_MS, () => this.segments.refreshDue());
    this.#every(WATCH_EVERY_MS, () => this.#adaptation.flush());
    this.#every(WATCH_EVERY_MS, () => this.promoteByRule());
    this.#every(FORGET_EVERY_MS, () => this.forgetHistory());
    this.#every(PRUNE_EVERY_MS, () => this.pruneChanges());
    this.#every(FORGET_EVERY_MS, () => this.life.prune());
  }

  /** Lets a shadow serve that is better on live traffic, as portrait.yaml has it. @returns its version */
  async promoteByRule(): Promise<number | null> {
    if (this.#rule === null) return null;
    const switched = await this.life.promoteBy(this.#rule);
    if (switched === null) return null;
    const { version } = switched.model;
    this.#options.log('a model was promoted by rule', { version });
    return version;
  }

  /** Drops the changes that the configuration does not keep any longer. @returns how many */
  async forgetHistory(): Promise<number> {
    const { keepDays } = this.#options.configuration.history;
    if (keepDays === undefined) return 0;
    const before = Math.floor(this.#options.clock() - keepDays * DAY_MS);
    const { profiles, memberships } = this.#store;
    return (await profiles.feed.forget(before)) + (await memberships.feed.forget(before));
  }

  /** Drops what the profiles of every model took from the change feed a day ago and more. @returns how many changes */
  async pruneChanges(): Promise<number> {
    const before = Math.floor(this.#options.clock() - DAY_MS);
    const beside = (await this.#store.models.beside()).filter(({ encoding }) => encoding !== null);
    const places = [UPDATER, ...beside.map(({ id }) => placeOfModel(UPDATER, id))];
    let dropped = 0;
    for (;;) {
      const some = await this.#store.changes.prune(places, before, PRUNED_AT_ONCE);
      dropped += some;
      if (some < PRUNED_AT_ONCE) return dropped;
    }
  }

  #every(milliseconds: number, work: () => Promise<unknown>): void {
    const timer = setInterval(() => {
      work().catch(this.services.onBackgroundError);
    }, milliseconds);
    timer.unref();
    this.#timers.push(timer);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#backlog.stop();
    await this.retraining.stop();
    await Promise.all([this.#updater.stop(), this.#audiences.stop()]);
    await this.#store.close();
  }
}

/** How a sync is followed and ended. */
export interface SyncHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

export { NothingToLearnError };

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
