import type { ModalityRegistry } from '../../fusion/index.ts';
import { RuleError, type RuleProblem } from '../rules/rule-error.ts';
import type { TellLearning } from '../service/learnings.ts';
import { defineScored } from './define-scored.ts';
import { fitLookalike } from './fit-lookalike.ts';
import { fitPredictive } from './fit-predictive.ts';
import { judgeScored } from './judge-scored.ts';
import { NotLearnableError } from './not-learnable-error.ts';
import type { ScoredAsk } from './scored-ask.ts';
import type { ScoredDefinition } from './scored-definition.ts';
import {
  knowShop,
  type ShopContents,
  type ShopKnowledge,
  type ShopModel,
} from './shop-knowledge.ts';

/** What is asked for, with the seeds as they are now. */
export interface ScoreOrder {
  readonly ask: ScoredAsk;
  /** Canonical ids; none for a prediction. */
  readonly seedIds: readonly string[];
  /** How many seeds that were given are nobody any more. */
  readonly seedsGone: number;
}

/** What came of one order. It is plain data: errors, too, have to come back from another process. */
export type LearnedScore =
  | {
      readonly kind: 'learned';
      readonly definition: ScoredDefinition;
      /** Whom it holds, the highest value first. */
      readonly members: readonly string[];
      /** How many users had a value looked for. */
      readonly judged: number;
    }
  | { readonly kind: 'invalid'; readonly problems: readonly RuleProblem[] }
  | { readonly kind: 'not-learnable'; readonly message: string };

/** Learns scores somewhere: in this process or in one of its own. One result an order. @param tell how far it is */
export type ScoreLearner = (
  orders: readonly ScoreOrder[],
  model: ShopModel,
  shop: ShopContents,
  tell?: TellLearning,
) => Promise<readonly LearnedScore[]>;

/** Learns in this process, which takes seconds to minutes in which it does nothing else. */
export function learnScores(
  orders: readonly ScoreOrder[],
  model: ShopModel,
  contents: ShopContents,
  modalities: ModalityRegistry,
  tell: TellLearning = () => undefined,
): LearnedScore[] {
  const shop = knowShop(contents, model, modalities);
  return orders.map((order, done) => {
    tell('LEARNING', done, orders.length);
    try {
      return learnScore(order, shop);
    } catch (error) {
      if (error instanceof RuleError) return { kind: 'invalid', problems: error.problems };
      if (!(error instanceof NotLearnableError)) throw error;
      return { kind: 'not-learnable', message: error.message };
    }
  });
}

/**
 * What was learned.
 * @throws {RuleError} {NotLearnableError} what kept it from being learned
 */
export function whatWasLearned(score: LearnedScore): Extract<LearnedScore, { kind: 'learned' }> {
  if (score.kind === 'invalid') throw new RuleError(score.problems, 'segment');
  if (score.kind === 'not-learnable') throw new NotLearnableError(score.message);
  return score;
}

function learnScore({ ask, seedIds, seedsGone }: ScoreOrder, shop: ShopKnowledge): LearnedScore {
  const fitted =
    'predicts' in ask
      ? fitPredictive(ask.predicts, shop)
      : { ...fitLookalike(seedIds, shop), seedsGone };
  const definition = defineScored(ask, fitted, shop);
  const members = shop.profiled
    .map((user) => ({ userId: user.userId, found: judgeScored(definition, user) }))
    .filter(({ found }) => found?.member)
    .sort((left, right) => (right.found?.value ?? 0) - (left.found?.value ?? 0))
    .map(({ userId }) => userId);
  return { kind: 'learned', definition, members, judged: shop.profiled.length };
}
