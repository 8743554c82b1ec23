import type { ExpertReader } from '../../../fusion/experts/index.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import { topK } from '../../../fusion/linear/index.ts';
import type { CandidateInput, FusionNetwork, UserInput } from '../../../fusion/model/index.ts';
import type { LinearStack } from '../../baselines/linear-stack.ts';
import { LIST_LENGTH } from './protocol.ts';
import { PREPARE } from './training.ts';

/** Log-scores of a user's candidates. */
export type Scorer = (input: UserInput, candidates: CandidateInput) => Float32Array;

export const scorerOf =
  (network: FusionNetwork): Scorer =>
  (input, candidates) =>
    network.scores(network.encode(input), candidates);

export const stackScorer =
  (stack: LinearStack): Scorer =>
  (_, candidates) =>
    stack.scores(candidates);

/** What a user's history comes to, for any number of scorers. */
export class UserRanking {
  readonly input: UserInput;
  readonly candidates: CandidateInput;

  constructor(
    private readonly reader: ExpertReader,
    history: UserHistory,
  ) {
    // The user's own last visit, as in training: the data have an order but no common clock.
    const asOf = history.events.at(-1)?.at ?? 0;
    this.input = reader.read(history, asOf);
    this.candidates = reader.candidates(history, asOf, PREPARE.candidates);
  }

  /** The best 20 item ids outside `known`, best first. */
  rank(scorer: Scorer, known: ReadonlySet<string>): string[] {
    const { items } = this.candidates;
    const scores = scorer(this.input, this.candidates);
    items.forEach((item, place) => {
      if (known.has(this.reader.itemIds[item])) scores[place] = Number.NEGATIVE_INFINITY;
    });
    const best = topK(scores, scores.length, LIST_LENGTH);
    return Array.from(best)
      .filter((place) => scores[place] !== Number.NEGATIVE_INFINITY)
      .map((place) => this.reader.itemIds[items[place]]);
  }
}
