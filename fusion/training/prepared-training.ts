import type { Item } from '../data/item.ts';
import type { UserHistory } from '../data/user-history.ts';
import type { HistoryReader } from '../model/index.ts';
import type { FitHooks } from './fit-network.ts';
import type { TrainingSet } from './training-set.ts';

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
