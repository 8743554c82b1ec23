import { FusionModel, type Item, readerLoader } from '../../fusion/index.ts';
import {
  type JudgedUser,
  type LearnedScore,
  type LearningStage,
  learnScores,
  type ScoreOrder,
} from '../../segments/index.ts';
import { loadModalities } from '../modalities/load-modalities.ts';
import { type Failed, serveOrders } from './serve-orders.ts';

/** What the process that learns segments is told. */
export type LearnOrder =
  | { readonly kind: 'users'; readonly users: readonly JudgedUser[] }
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | {
      readonly kind: 'begin';
      readonly orders: readonly ScoreOrder[];
      readonly modelId: string;
      readonly parts: ReadonlyMap<string, Uint8Array>;
      readonly modalities: readonly string[];
      readonly baseFolder: string;
      readonly now: number;
    };

/** What it tells. */
export type LearnNews =
  | {
      readonly kind: 'progress';
      readonly stage: LearningStage;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'scores'; readonly scores: readonly LearnedScore[] }
  | Failed;

// Learns predictive and lookalike segments in a process of its own, so that whoever serves goes on serving.
const users: JudgedUser[] = [];
const items: Item[] = [];

serveOrders<LearnOrder, LearnNews>(async (order, tell) => {
  if (order.kind === 'users') users.push(...order.users);
  else if (order.kind === 'items') items.push(...order.items);
  else {
    const { orders, modelId, parts, baseFolder, now } = order;
    const modalities = await loadModalities([...order.modalities], baseFolder);
    const trained = await FusionModel.fromParts(new Map(parts), readerLoader(modalities));
    const fusion = trained.knowing(items);
    const shop = { users, items, now };
    return {
      kind: 'scores',
      scores: learnScores(orders, { id: modelId, fusion }, shop, modalities, (stage, done, total) =>
        tell({ kind: 'progress', stage, done, total }),
      ),
    };
  }
  return null;
});
