import type { Item } from '../data/item.ts';
import type { UserHistory } from '../data/user-history.ts';
import { categoriesBy, fitHeads, type HeadDeclaration } from '../heads/served/index.ts';
import { FusionModel, type HistoryReader } from '../model/index.ts';
import { fitGoalHead, type SessionSettings } from '../sessions/index.ts';
import { type FitHooks, fitNetwork } from './fit-network.ts';
import type { TrainingSet } from './training-set.ts';
import { FIT_DEFAULTS, type FitSettings } from './training-settings.ts';

export interface TrainingData {
  readonly users: readonly UserHistory[] | AsyncIterable<UserHistory>;
  readonly items: readonly Item[];
}

/** The numbers to learn from, and the reader that makes the same numbers when serving. */
export interface PreparedTraining {
  readonly reader: HistoryReader;
  readonly sets: readonly TrainingSet[];
  /** A reader whose experts have seen nothing after an instant (milliseconds since the epoch). */
  readonly readerAt: (instant: number) => HistoryReader;
}

/** Fits experts on earlier events and turns later ones into training rows. */
export type PrepareTraining<Settings> = (
  users: readonly UserHistory[],
  items: readonly Item[],
  settings: Settings,
  hooks: Pick<FitHooks, 'signal'>,
) => PreparedTraining | Promise<PreparedTraining>;

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
