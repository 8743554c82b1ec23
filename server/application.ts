import { AudienceService } from '../audiences/index.ts';
import { type PortraitConfiguration, refreshAfterMilliseconds } from '../config/index.ts';
import { defaultConnectors } from '../connectors/index.ts';
import { ExplainService } from '../explain/index.ts';
import type { ModalityRegistry, Origin } from '../fusion/index.ts';
import {
  type BackfillOptions,
  createIngest,
  type FollowOptions,
  type Ingest,
  type SyncProgress,
  type SyncReport,
} from '../ingest/index.ts';
import { ErasureService } from '../privacy/index.ts';
import {
  Backlog,
  ModelLife,
  ModelRegistry,
  PolicyLearning,
  Recommender,
  SessionReader,
  UPDATER,
} from '../profiles/index.ts';
import type { Services } from '../resolvers/index.ts';
import { type LearnedReport, type RenewReport, SegmentService } from '../segments/index.ts';
import { openStore, type Store } from '../store/index.ts';
import { learnApart } from './apart/learn-apart.ts';
import { learnPolicyApart } from './apart/learn-policy-apart.ts';
import { errorLog, type Log } from './log.ts';
import { loadModalities } from './modalities/load-modalities.ts';
import { PushSources } from './receive/push-sources.ts';
import { sourceService } from './source-service.ts';
import {
  ModelTraining,
  type TrainingHooks,
  type TrainingReport,
} from './training/model-training.ts';
import { originOf } from './training/origin-file.ts';
import { RetrainSchedule } from './training/retrain-schedule.ts';
import { Retraining } from './training/retraining.ts';
import { ChangeRetention } from './upkeep/change-retention.ts';
import { type CurrentProfiles, currentProfiles } from './upkeep/current-profiles.ts';
import { declaredSegments } from './upkeep/declared-segments.ts';
import { PeriodicWork } from './upkeep/periodic-work.ts';
import { ProfileRefresh } from './upkeep/profile-refresh.ts';
import { SegmentRenewal } from './upkeep/segment-renewal.ts';

/** What an application is opened with. */
export interface ApplicationOptions {
  readonly configuration: PortraitConfiguration;
  /** Where the embedded store lies; null means in memory. Not used with a server's address. */
  readonly folder: string | null;
  readonly clock: () => number;
  readonly log: Log;
}

/** How a sync is followed and ended. */
export interface SyncHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** How often what adaptation gained on live events, and a shadow, are judged. */
const WATCH_EVERY_MS = 5_000;
/** How often it is looked whether enough came in for the adaptation policy to learn on. */
const LEARN_EVERY_MS = 60_000;
/** How often it is looked whether a model is due to be trained. */
const SCHEDULE_EVERY_MS = 60_000;
/** How often verdicts are looked through for those that time alone has changed. */
const DUE_EVERY_MS = 30_000;
/** How often a few of those are encoded to whom nothing happens. */
const REFRESH_EVERY_MS = 1_000;
/** How often what need not be kept any longer is looked for. */
const FORGET_EVERY_MS = 3_600_000;
/** How often the change feed is looked through for what is done with. */
const PRUNE_EVERY_MS = 60_000;

/** Everything of one deployment, put together: the one place where all the parts meet. */
export class Application {
  readonly services: Services;
  readonly segments: SegmentService;
  readonly models: ModelRegistry;
  readonly life: ModelLife;
  readonly retraining: Retraining;
  readonly erasures: ErasureService;
  readonly #options: ApplicationOptions;
  readonly #store: Store;
  readonly #closing = new AbortController();
  readonly #current: CurrentProfiles;
  readonly #refresh: ProfileRefresh;
  readonly #training: ModelTraining;
  readonly #schedule: RetrainSchedule | null;
  readonly #renewal: SegmentRenewal;
  readonly #retention: ChangeRetention;
  readonly #ingest: Ingest;
  readonly #sources: ReturnType<typeof sourceService>;
  readonly #connectors = defaultConnectors();
  readonly #audiences: AudienceService;
  readonly #backlog: Backlog;
  readonly #periodic: PeriodicWork;
  /** Drops what this process remembers of users. */
  readonly #forget: () => void;
  #unsubscribe: () => void = () => undefined;
  readonly #learning: PolicyLearning;

  private constructor(options: ApplicationOptions, store: Store, modalities: ModalityRegistry) {
    const { configuration, folder, clock, log } = options;
    const { audiences, baseFolder, quality } = configuration;
    const refreshAfterMs = refreshAfterMilliseconds(configuration.updates.refreshAfter);
    const logError = errorLog(log);
    const onBackgroundError = (error: unknown) => logError('work in the background failed', error);
    this.#options = options;
    this.#store = store;
    const models = new ModelRegistry(store, modalities, {
      clock,
      onRefused: (problem) => log('the adaptation policy was refused', { problem }),
    });
    this.models = models;
    const learn = learnApart(configuration, this.#closing.signal);
    const segments = new SegmentService({ store, models, clock, modalities, learn });
    this.segments = segments;
    const { scored } = declaredSegments(configuration.segments);
    const renewal = new SegmentRenewal({ store, segments, scored, log });
    this.#renewal = renewal;
    this.#current = currentProfiles({
      ...{ store, models, modalities, segments, clock, log, logError },
      prepare: (model) => renewal.prepare(model),
      ...(refreshAfterMs !== null && { refreshAfterMs }),
    });
    const { side, updater, adaptation } = this.#current;
    const refresh = new ProfileRefresh({ updater, side, signal: this.#closing.signal });
    this.#refresh = refresh;
    const life = new ModelLife({ store, side, clock, keepDays: configuration.models.keepDays });
    this.life = life;
    this.#training = new ModelTraining({
      ...{ configuration, folder, store, models, modalities, life, updater, clock },
      renewSegments: () => renewal.renew(),
    });
    this.retraining = new Retraining({
      ...{ clock, log },
      train: (signal, onProgress) => this.#training.trainApart({ signal, onProgress }),
    });
    const { retrain } = configuration.models;
    this.#schedule =
      retrain === undefined
        ? null
        : new RetrainSchedule({
            ...{ store, clock, rule: retrain, retraining: this.retraining },
            // The process that makes a new model's profiles is one, whoever comes and goes.
            isOurs: async () => (await updater.share?.held())?.includes(0) ?? true,
          });
    this.#retention = new ChangeRetention({
      ...{ store, clock, keepDays: configuration.history.keepDays },
    });
    this.#periodic = new PeriodicWork(onBackgroundError);
    this.#learning = new PolicyLearning({
      ...{ store, models, clock, learn: learnPolicyApart(this.#closing.signal) },
      onLearned: (revision) => log('the adaptation policy learned on', { revision }),
    });
    const backlog = new Backlog(store, {
      most: configuration.updates.mostWaiting,
      onError: onBackgroundError,
    });
    this.#backlog = backlog;
    this.#ingest = createIngest(store, {
      ...{ connectors: this.#connectors, modalities, clock, baseFolder, log, quality },
      heldBackMs: () => backlog.retryAfterMs,
    });
    this.#sources = sourceService(configuration, this.#ingest);
    this.#audiences = new AudienceService({
      ...{ store, audiences, baseFolder, clock },
      onError: onBackgroundError,
    });
    const recommender = new Recommender(store, models);
    this.#forget = () => {
      models.reload();
      recommender.forget();
    };
    this.erasures = new ErasureService({
      ...{ store, modalities, clock, forget: this.#forget },
      audiences: audiences.map(({ id }) => id),
    });
    this.services = {
      ...{ store, modalities, segments, adaptation, life, refresh, clock, onBackgroundError },
      audiences: this.#audiences,
      ingest: this.#ingest,
      sources: this.#sources,
      explanations: new ExplainService({ store, models, modalities, clock }),
      ...{ recommender, erasures: this.erasures },
      sessions: new SessionReader({
        ...{ store, models, modalities, sessions: configuration.sessions },
      }),
      retraining: this.retraining,
      updater: UPDATER,
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
    const users = await this.#current.updater.drain(signal, onProgress);
    await this.segments.refreshDue();
    await this.#current.adaptation.flush();
    return users;
  }

  /**
   * Trains a model and lets it serve: the one before serves until everything of the new one is made.
   * @param hooks.candidate only saves it; the first model always serves
   * @throws {NothingToLearnError}
   */
  train(hooks: TrainingHooks & { readonly candidate?: boolean }): Promise<TrainingReport> {
    return this.#training.train(hooks);
  }

  /** A model of this shop as another training may start from it. @throws {ModelStateError} where there is none */
  async originOf(version: number): Promise<Origin> {
    const { id } = await this.life.byVersion(version);
    return originOf((await this.models.trained(id)).fusion, this.#store);
  }

  /**
   * Learns the predictive and lookalike segments that are declared and new or changed, or that rest on
   * another model than the one that serves.
   * @param again ids of those that are learned anew in any case
   */
  renewSegments(again: readonly string[] | null = null): Promise<RenewReport> {
    return this.#renewal.renew(again);
  }

  /** Learns segments from the profiles, in place of the last learned. */
  formSegments(): Promise<LearnedReport> {
    return this.segments.formLearned();
  }

  /** Keeps profiles and memberships current in the background until `close`. */
  follow(): void {
    // Another process may erase as well.
    this.#unsubscribe = this.#store.onErasure(this.#forget);
    this.#current.updater.start();
    this.#audiences.start();
    this.#backlog.start();
    const periodic = this.#periodic;
    periodic.every(DUE_EVERY_MS, () => this.segments.refreshDue());
    periodic.every(REFRESH_EVERY_MS, () => this.#refresh.look());
    periodic.every(WATCH_EVERY_MS, () => this.#current.adaptation.flush());
    periodic.every(WATCH_EVERY_MS, () => this.promoteByRule());
    periodic.every(LEARN_EVERY_MS, () => this.#learning.look());
    periodic.every(SCHEDULE_EVERY_MS, () => this.retrainBySchedule());
    periodic.every(FORGET_EVERY_MS, () => this.#retention.forgetHistory());
    periodic.every(PRUNE_EVERY_MS, () => this.#retention.pruneChanges());
    periodic.every(FORGET_EVERY_MS, () => this.life.prune());
    periodic.every(FORGET_EVERY_MS, () => this.erasures.settle());
  }

  /** Begins to train a model where portrait.yaml has it. @returns whether it did */
  async retrainBySchedule(): Promise<boolean> {
    return (await this.#schedule?.look()) ?? false;
  }

  /** Lets a shadow serve that is better on live traffic, as portrait.yaml has it. @returns its version */
  async promoteByRule(): Promise<number | null> {
    const { promote } = this.#options.configuration.models;
    if (promote === undefined) return null;
    const switched = await this.life.promoteBy(promote);
    if (switched === null) return null;
    const { model, compared } = switched;
    const { version } = model;
    const { users } = compared;
    const { candidate, serving, low } = compared[promote.figure];
    const why = { figure: promote.figure, users, candidate, serving, low };
    this.#options.log('a model was promoted by rule', { version, ...why });
    return version;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#unsubscribe();
    await this.retraining.stop();
    await Promise.all([
      this.#periodic.stop(),
      this.#backlog.stop(),
      this.#current.updater.stop(),
      this.#audiences.stop(),
    ]);
    await this.#store.close();
  }
}
