import type { PortraitConfiguration } from '../../config/index.ts';
import { type ModalityRegistry, openBackend } from '../../fusion/index.ts';
import type { LifeHooks, ModelLife, ModelRegistry, Updater } from '../../profiles/index.ts';
import type { ModelRow, Store } from '../../store/index.ts';
import { fitApart } from '../apart/fit-apart.ts';
import { headDeclarations } from './head-declarations.ts';
import { type TrainingRun, trainCandidate } from './train-candidate.ts';
import { TrainingCheckpoint } from './training-checkpoint.ts';

/** What a training came to. */
export interface TrainingReport {
  readonly modelId: string;
  readonly version: number;
  /** Whether it was not there before: the same data and settings train the same model. */
  readonly isNew: boolean;
  readonly state: ModelRow['state'];
  /** Whether it serves now. */
  readonly serves: boolean;
  readonly users: number;
  readonly backend: string;
  readonly seconds: number;
  readonly metrics: unknown;
}

/** What models are trained with, and where they go from there. */
export interface ModelTrainingSettings {
  readonly configuration: PortraitConfiguration;
  /** Where a killed training left its state; null keeps none. */
  readonly folder: string | null;
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly modalities: ModalityRegistry;
  readonly life: ModelLife;
  readonly updater: Updater;
  /** Learns the segments that rest on the model that serves now. */
  readonly renewSegments: () => Promise<unknown>;
  readonly clock: () => number;
}

/** How a training is followed and ended. */
export type TrainingHooks = Pick<TrainingRun, 'signal' | 'onProgress' | 'onDataQuality' | 'from'>;

/** Trains models on everything that was taken in: one that is to serve, or one that stands beside. */
export class ModelTraining {
  readonly #settings: ModelTrainingSettings;

  constructor(settings: ModelTrainingSettings) {
    this.#settings = settings;
  }

  /**
   * Trains a model and lets it serve: the one before serves until everything of the new one is made.
   * @param hooks.candidate only saves it; the first model always serves
   * @throws {NothingToLearnError}
   */
  async train(hooks: TrainingHooks & { readonly candidate?: boolean }): Promise<TrainingReport> {
    const { store, clock, renewSegments } = this.#settings;
    const startedAt = clock();
    const known = new Set((await store.models.list()).map(({ id }) => id));
    const { model, users } = await trainCandidate(this.#run(hooks));
    const waits = hooks.candidate === true && (await store.models.active()) !== null;
    const onProgress = (done: number) => hooks.onProgress(done, users, 'profiles');
    if (!waits) await this.#serve(model.id, { signal: hooks.signal, onProgress });
    await renewSegments();
    const { version, state } = (await store.models.byId(model.id))!;
    const { kind, reason } = await openBackend();
    return {
      ...{ modelId: model.id, version, users, state, serves: state === 'SERVING' },
      isNew: !known.has(model.id),
      backend: `${kind} (${reason})`,
      seconds: (clock() - startedAt) / 1000,
      metrics: model.fusion.metrics,
    };
  }

  /** Trains in a process of its own, and has the model stand beside the serving one. @returns its version */
  async trainApart(hooks: Omit<TrainingHooks, 'from'>): Promise<number> {
    const { configuration, folder, store, life } = this.#settings;
    const { modalities, baseFolder } = configuration;
    const place = { modalities, baseFolder, checkpointFolder: folder };
    const { model } = await trainCandidate({
      ...this.#run(hooks),
      fit: (run, users, items) => fitApart(run, users, items, place),
    });
    const row = (await store.models.byId(model.id))!;
    if (row.active) return row.version;
    if ((await store.models.active()) === null) await life.promote(row.version);
    else await life.shadow(row.version);
    return row.version;
  }

  #run({ signal, onProgress, onDataQuality, from }: TrainingHooks): TrainingRun {
    const { configuration, folder, store, models, modalities, clock } = this.#settings;
    return {
      ...{ store, models, modalities, clock, signal, onProgress },
      settings: configuration.training,
      sessions: configuration.sessions,
      mostUsers: configuration.models.mostUsers,
      heads: headDeclarations(configuration.heads),
      ...(onDataQuality && { onDataQuality }),
      ...(from && { from }),
      checkpoint: folder === null ? null : new TrainingCheckpoint(folder),
    };
  }

  async #serve(modelId: string, hooks: LifeHooks): Promise<void> {
    const { store, life, updater } = this.#settings;
    const row = (await store.models.byId(modelId))!;
    // The same data and settings train the same model.
    if (!row.active) await life.finishAndPromote(row.version, hooks);
    await updater.encodeEveryone(hooks.signal, hooks.onProgress);
  }
}
