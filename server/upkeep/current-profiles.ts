import type { ModalityRegistry } from '../../fusion/index.ts';
import {
  AdaptationWatch,
  type ModelRegistry,
  ShadowComparison,
  SideModels,
  Updater,
  type UpdaterHooks,
} from '../../profiles/index.ts';
import type { SegmentService } from '../../segments/index.ts';
import type { ModelRow, Store } from '../../store/index.ts';
import type { ErrorLog, Log } from '../log.ts';

/** What profiles are kept current with. */
export interface CurrentProfilesSettings {
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly modalities: ModalityRegistry;
  readonly segments: SegmentService;
  /** Makes what a model needs beside profiles before it serves. */
  readonly prepare: (model: ModelRow) => Promise<void>;
  readonly clock: () => number;
  /** How long a profile may speak of the same instant, in milliseconds; for ever if nothing is said. */
  readonly refreshAfterMs?: number;
  readonly log: Log;
  readonly logError: ErrorLog;
}

/** What keeps profiles current. */
export interface CurrentProfiles {
  /** Of the model that serves. */
  readonly updater: Updater;
  /** Of the models beside it. */
  readonly side: SideModels;
  readonly adaptation: AdaptationWatch;
}

/**
 * Joins what follows the change feed: an updater that judges its users by the segments, the same for
 * models beside the serving one, which are compared with it, and the watch over adaptation.
 */
export function currentProfiles(settings: CurrentProfilesSettings): CurrentProfiles {
  const { store, models, modalities, segments, prepare, clock, log, logError } = settings;
  const { refreshAfterMs } = settings;
  const refreshing = refreshAfterMs === undefined ? {} : { refreshAfterMs };
  const adaptation = new AdaptationWatch(store, models, {
    clock,
    onTurn: (turn, lowerBound) => log(`the adaptation policy ${turn}`, { lowerBound }),
  });
  const updater: Updater = new Updater(
    store,
    models,
    judging(segments, async (_inside, model, profiles) => adaptation.observe(model, profiles)),
    {
      ...{ clock, ...refreshing },
      onError: (error) => logError('the updater waits and tries again', error),
      onFailures: (failures) =>
        log('users could not be encoded; their last profiles stay', {
          users: failures.length,
          error: failures[0].error,
        }),
      beside: () => side.step(),
    },
  );
  const comparison = new ShadowComparison(store, models, modalities);
  const side: SideModels = new SideModels({
    ...{ store, models, clock, prepare, share: updater.share, ...refreshing },
    hooks: ({ id }) => ({
      ...judging(segments.ofModel(id), (inside, model, profiles) =>
        comparison.observe(inside, model, profiles),
      ),
      before: () => comparison.prepare(),
    }),
    onError: (error) => logError('a model beside the serving one waits', error),
  });
  return { updater, side, adaptation };
}

/** Judges the users whose profiles were written, and then looks at them once more. */
function judging(
  segments: SegmentService,
  look: NonNullable<UpdaterHooks['onProfiles']>,
): UpdaterHooks {
  return {
    dependants: (inside, userIds) => segments.dependants(inside, userIds),
    onDependants: async (inside, userIds) => {
      await segments.judgeServed(inside, userIds);
    },
    onProfiles: async (inside, model, profiles) => {
      await segments.evaluateUsers(inside, model, profiles);
      await look(inside, model, profiles);
    },
  };
}
