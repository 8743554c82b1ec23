import type { UserHistory } from '../data/user-history.ts';
import {
  type DataQuality,
  type DataQualityThresholds,
  inspectTrainingData,
} from '../data-quality/index.ts';
import { categoriesBy, fitHeads, type HeadDeclaration } from '../heads/served/index.ts';
import { fitGoalHead, type SessionSettings } from '../sessions/index.ts';
import {
  FIT_DEFAULTS,
  type FitHooks,
  type FitSettings,
  fitNetwork,
  type PrepareTraining,
  type TrainingData,
} from '../training/index.ts';
import { contentOf, type Origin } from '../transfer/index.ts';
import { fitFromOrigin } from './fit-from-origin.ts';
import { FusionModel } from './fusion-model.ts';
import { labelAnswers } from './label-answers.ts';

export interface TrainingSettings<Settings> {
  readonly prepare: Settings;
  readonly fit: Partial<FitSettings>;
  /** Heads of the shop's own, learned on the profiles of the trained network. */
  readonly heads?: readonly HeadDeclaration[];
  /** What a session is, and what is foretold of one; nothing is learned of sessions if nothing is said. */
  readonly sessions?: SessionSettings;
  /** From where on a defect of the data is worth a warning. */
  readonly quality?: Partial<DataQualityThresholds>;
}

export interface TrainHooks extends Omit<FitHooks, 'start'> {
  /** A model to start from as well as from nothing; of the two the better on validation is kept. */
  readonly from?: Origin;
  /** Told what the data are like before the network learns from them; what it throws ends the training. */
  readonly onDataQuality?: (quality: DataQuality) => void;
}

/**
 * Trains a model from histories: prepares rows and reader, fits the network, and puts both
 * together for serving.
 * @throws what `fitNetwork` and `startFrom` throw, what the preparation throws, what `onDataQuality` throws, and
 * {HeadError} for a head whose name is taken
 */
export async function trainModel<Settings>(
  data: TrainingData,
  prepare: PrepareTraining<Settings>,
  settings: TrainingSettings<Settings>,
  hooks: TrainHooks = {},
): Promise<FusionModel> {
  const users: UserHistory[] = [];
  for await (const user of data.users) users.push(user);
  const { reader, sets, readerAt } = await prepare(users, data.items, settings.prepare, hooks);
  const categoriesOf = categoriesBy(data.items);
  const dataQuality = inspectTrainingData(
    {
      users,
      modalities: reader.schema.modalities.map(({ name }) => name),
      labels: labelAnswers(sets, settings.heads ?? [], users, categoriesOf),
    },
    settings.quality,
  );
  hooks.onDataQuality?.(dataQuality);
  const { from, ...fitHooks } = hooks;
  const fitted =
    from === undefined
      ? await fitNetwork(sets, settings.fit, fitHooks)
      : await fitFromOrigin(
          from,
          { sets, fit: settings.fit, items: contentOf(reader.itemIds, data.items) },
          fitHooks,
        );
  const { network } = fitted;
  const metrics = { ...fitted.metrics, dataQuality };
  const seed = settings.fit.seed ?? FIT_DEFAULTS.seed;
  const goalHead = settings.sessions ? fitGoalHead(users, settings.sessions, seed) : null;
  if (!settings.heads?.length) {
    return new FusionModel(network, reader, { settings, metrics }, [], goalHead);
  }
  const { heads, reports } = fitHeads(settings.heads, {
    ...{ network, reader, readerAt, users, seed, categoriesOf },
  });
  const record = { settings, metrics: { ...metrics, heads: reports } };
  return new FusionModel(network, reader, record, heads, goalHead);
}
