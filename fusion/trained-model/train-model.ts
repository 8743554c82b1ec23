import type { UserHistory } from '../data/user-history.ts';
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
import { FusionModel } from './fusion-model.ts';

export interface TrainingSettings<Settings> {
  readonly prepare: Settings;
  readonly fit: Partial<FitSettings>;
  /** Heads of the shop's own, learned on the profiles of the trained network. */
  readonly heads?: readonly HeadDeclaration[];
  /** What a session is, and what is foretold of one; nothing is learned of sessions if nothing is said. */
  readonly sessions?: SessionSettings;
}

/**
 * Trains a model from histories: prepares rows and reader, fits the network, and puts both
 * together for serving.
 * @throws what `fitNetwork` throws, what the preparation throws, and {HeadError} for a head whose name is
 * taken
 */
export async function trainModel<Settings>(
  data: TrainingData,
  prepare: PrepareTraining<Settings>,
  settings: TrainingSettings<Settings>,
  hooks: FitHooks = {},
): Promise<FusionModel> {
  const users: UserHistory[] = [];
  for await (const user of data.users) users.push(user);
  const { reader, sets, readerAt } = await prepare(users, data.items, settings.prepare, hooks);
  const { network, metrics } = await fitNetwork(sets, settings.fit, hooks);
  const seed = settings.fit.seed ?? FIT_DEFAULTS.seed;
  const goalHead = settings.sessions ? fitGoalHead(users, settings.sessions, seed) : null;
  if (!settings.heads?.length) {
    return new FusionModel(network, reader, { settings, metrics }, [], goalHead);
  }
  const { heads, reports } = fitHeads(settings.heads, {
    ...{ network, reader, readerAt, users, seed },
    categoriesOf: categoriesBy(data.items),
  });
  const record = { settings, metrics: { ...metrics, heads: reports } };
  return new FusionModel(network, reader, record, heads, goalHead);
}
