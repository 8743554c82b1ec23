import { fitScorer, type Recipe, scoreTable, stackTables } from '../../../fusion/heads/index.ts';
import {
  type BasketEntry,
  type BasketLog,
  basketLog,
  type RepeatCandidates,
  repeatCandidates,
} from '../../../fusion/heads/next-category/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';
import {
  type CompleteJourney,
  DAY_MS,
  type Product,
  startOfDay,
} from '../../datasets/complete-journey.ts';
import { rankingScores } from '../../metrics/index.ts';

const LIST_LENGTH = 20;
const PERIOD = 28;
const TRAINING_CUTS = [196, 224, 252];
const TEST_CUT = 280;
/** Households that the ranker learns from at each cut; the pairs are many. */
const LEARNERS = 700;

export const CATEGORY_RECIPE: Recipe = {
  kind: 'trees',
  boosting: { leaves: 15, trees: 150, rate: 0.07, leastRows: 100, featureShare: 0.5 },
};

/** Which category of every product the suite asks for. */
export type Level = Extract<keyof Product, 'category' | 'type'>;

/** Baskets by household and category of a level. */
export function journeyLog(
  { households, products, lines }: CompleteJourney,
  level: Level,
): BasketLog {
  const names = [...new Set(products.map((product) => product[level]))].sort();
  const numbers = new Map(names.map((name, place) => [name, place]));
  const categoryOf = products.map((product) => numbers.get(product[level]) ?? -1);
  function* entries(): Generator<BasketEntry> {
    for (let line = 0; line < lines.at.length; line += 1) {
      yield {
        user: lines.household[line],
        basket: lines.basket[line],
        category: categoryOf[lines.product[line]],
        day: Math.floor((lines.at[line] - startOfDay(0)) / DAY_MS),
      };
    }
  }
  return basketLog(households.length, names.length, entries());
}

/** The categories bought in the period from a cut on, by household. */
function boughtAfter(log: BasketLog, user: number, cut: number): Set<number> {
  const bought = [...log.daysOf[user]].filter(([, days]) =>
    days.some((day) => day >= cut && day < cut + PERIOD),
  );
  return new Set(bought.map(([category]) => category));
}

/** Households with a basket in the 84 days before a cut that buy in the period after it. */
function judgedHouseholds(log: BasketLog, cut: number): number[] {
  return log.basketDays.flatMap((days, user) => {
    const active = days.some((day) => day < cut && day >= cut - 84);
    return active && boughtAfter(log, user, cut).size > 0 ? [user] : [];
  });
}

/** Recall and NDCG of lists, means over households. */
export interface CategoryScores {
  readonly recall: number;
  readonly ndcg: number;
}

/**
 * Learns what is bought next from the periods after earlier cuts and ranks the candidates of a later
 * one: Recall@20 and NDCG@20 over households that buy, one result a seed.
 */
export function judgeNextCategories(
  log: BasketLog,
  seeds: readonly number[],
  trainingCuts: readonly number[] = TRAINING_CUTS,
  testCut = TEST_CUT,
): CategoryScores[] {
  const users = judgedHouseholds(log, testCut);
  const candidates = repeatCandidates(log, users, testCut);
  const bought = new Map(users.map((user) => [user, boughtAfter(log, user, testCut)]));
  return seeds.map((seed) => {
    const random = RandomSource.fromSeed(seed);
    const learned = trainingCuts.map((cut) => {
      const some = random.shuffle(judgedHouseholds(log, cut)).slice(0, LEARNERS);
      const own = repeatCandidates(log, some, cut);
      return { table: own.table, labels: labelsOf(log, own, cut) };
    });
    const scorer = fitScorer(
      CATEGORY_RECIPE,
      stackTables(learned.map(({ table }) => table)),
      Float32Array.from(learned.flatMap(({ labels }) => [...labels])),
      'logistic',
      seed,
    );
    return judgeLists(candidates, scoreTable(scorer, candidates.table), bought);
  });
}

function judgeLists(
  { user, category }: RepeatCandidates,
  scores: Float64Array,
  bought: ReadonlyMap<number, ReadonlySet<number>>,
): CategoryScores {
  const lists = Map.groupBy(user.keys(), (pair) => user[pair]);
  let [recall, ndcg] = [0, 0];
  for (const [own, wanted] of bought) {
    const pairs = lists.get(own) ?? [];
    pairs.sort((left, right) => scores[right] - scores[left] || category[left] - category[right]);
    const judged = rankingScores(
      pairs.map((pair) => category[pair]),
      wanted,
      LIST_LENGTH,
    );
    recall += judged.recall / bought.size;
    ndcg += judged.ndcg / bought.size;
  }
  return { recall, ndcg };
}

function labelsOf(log: BasketLog, { user, category }: RepeatCandidates, cut: number): Float32Array {
  const bought = new Map<number, Set<number>>();
  return Float32Array.from(user, (own, pair) => {
    const known = bought.get(own) ?? boughtAfter(log, own, cut);
    bought.set(own, known);
    return known.has(category[pair]) ? 1 : 0;
  });
}
