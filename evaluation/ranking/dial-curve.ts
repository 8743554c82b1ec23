import { type CandidateInput, dialPopularity } from '../../fusion/model/index.ts';
import type { Figures, SuiteResult } from '../suite.ts';
import { bestItems } from './fuse-experts.ts';
import { ListScores } from './list-scores.ts';

const DIALS = [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1];

/** What the dial from the most accurate lists to those far from the popular costs and gains. */
export class DialCurve {
  readonly #scores: readonly ListScores[];

  /** @param popularity users of each item */
  constructor(
    private readonly length: number,
    private readonly popularity: ArrayLike<number>,
    private readonly users: number,
  ) {
    this.#scores = DIALS.map(() => new ListScores(length));
  }

  add(candidates: CandidateInput, scores: ArrayLike<number>, relevant: ReadonlySet<number>): void {
    const counts = Array.from(candidates.items, (item) => this.popularity[item]);
    DIALS.forEach((dial, step) => {
      const turned = dialPopularity(scores, counts, dial);
      this.#scores[step].add(bestItems(candidates, turned, this.length), relevant);
    });
  }

  /** Charts over the dial's steps. */
  curves(first: 'recall' | 'hr'): NonNullable<SuiteResult['curves']> {
    const steps = this.#scores.map((scores) => ({
      ...scores.figures(first),
      ...scores.diversity(this.popularity, this.users),
    }));
    const series = (name: string) => steps.map((step: Figures) => step[name]);
    const at = (name: string) => `${name}@${this.length}`;
    const names = [at(first), at('ndcg'), at('coverage'), at('gini')];
    const dials = DIALS.join(', ');
    return {
      [`trade-off at the dial's steps ${dials}`]: Object.fromEntries(
        names.map((name) => [name, series(name)]),
      ),
      [`novelty at the dial's steps ${dials}`]: { [at('novelty')]: series(at('novelty')) },
    };
  }
}
