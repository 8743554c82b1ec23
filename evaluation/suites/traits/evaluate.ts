import { fitLogistic, linearScores, sparseDesign } from '../../../fusion/heads/linear/index.ts';
import { SparseMatrix } from '../../../fusion/linear/index.ts';
import { readCompleteJourney, readTable, type TextRow } from '../../datasets/complete-journey.ts';
import { readMovieRatings } from '../../datasets/movie-ratings.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import { groceryCandidates } from './grocery-views.ts';
import { judgeTrait, type ScoreFold, voteOf } from './judge-trait.ts';
import { movieCandidates, watched } from './movie-views.ts';

const SEEDS = [1, 2, 3];
/** Ages from which the second and later groups begin: under 25, 25 to 34, 35 to 54, 55 and over. */
const AGE_GROUPS = [25, 35, 55];

/** Measured by others; their groups of age on films are not stated. */
const BASELINES: Readonly<Record<string, Figures>> = {
  'logistic regression': {
    gender_auroc: 0.797,
    age_auroc: 0.8,
    income_auroc: 0.709,
    household_age_auroc: 0.679,
    size_auroc: 0.671,
  },
  LightGBM: { income_auroc: 0.683, household_age_auroc: 0.665, size_auroc: 0.654 },
};

/** A trait with the class of every user, and how it is foretold. */
interface Trait {
  readonly figure: string;
  readonly classes: readonly number[];
  readonly score: ScoreFold;
}

export async function evaluateTraits(options: SuiteOptions): Promise<SuiteResult> {
  const { seeds = SEEDS, onProgress: report = () => undefined, signal } = options;
  report('Looking at film ratings and at baskets');
  const movies = await movieTraits(options.dataFolder);
  const traits = [...movies.traits, ...(await householdTraits(options.dataFolder))];
  const judge = (all: readonly Trait[], seed: number): Figures =>
    Object.fromEntries(
      all.map(({ figure, classes, score }) => {
        signal?.throwIfAborted();
        report(`${figure} with seed ${seed}`);
        return [figure, judgeTrait(classes, score, seed)];
      }),
    );
  const results = seeds.map((seed) => judge(traits, seed));
  const plain = movies.traits.map((trait) => ({ ...trait, score: movies.plain }));
  const plainResults = seeds.map((seed) => judge(plain, seed));
  return {
    ...summariseSeeds(results),
    baselines: {
      ...BASELINES,
      'logistic regression on tf-idf, the same folds': summariseSeeds(plainResults).figures,
    },
    settings: { folds: 5, ageGroups: AGE_GROUPS },
    seeds,
    backend: 'plain JavaScript',
  };
}

async function movieTraits(dataFolder: string | undefined) {
  const data = await readMovieRatings(dataFolder);
  const score = voteOf(movieCandidates(data));
  const traits: Trait[] = [
    {
      figure: 'gender_auroc',
      classes: data.users.map(({ gender }) => (gender === 'M' ? 1 : 0)),
      score,
    },
    {
      figure: 'age_auroc',
      classes: data.users.map(({ age }) => AGE_GROUPS.filter((from) => age >= from).length),
      score,
    },
  ];
  return { traits, plain: logisticOn(watched(data)) };
}

/** What the bar was measured with, on our folds and groups. */
function logisticOn(matrix: SparseMatrix): ScoreFold {
  const designOf = (rows: Int32Array) =>
    sparseDesign(
      SparseMatrix.fromRows(
        matrix.columns,
        Array.from(rows, (row) => {
          const [from, to] = [matrix.pointers[row], matrix.pointers[row + 1]];
          return {
            indices: matrix.indices.subarray(from, to),
            values: matrix.values.subarray(from, to),
          };
        }),
      ),
    );
  return (train, labels, asked) => {
    const [known, unknown] = [designOf(train), designOf(asked)];
    return labels.map((own) => linearScores(fitLogistic(known, own, 1), unknown));
  };
}

const INCOMES = new Map([
  ['Under 15K', 0],
  ['15-24K', 0],
  ['25-34K', 0],
  ['35-49K', 1],
  ['50-74K', 1],
]);
const AGES = new Map([
  ['19-24', 0],
  ['25-34', 0],
  ['35-44', 1],
  ['45-54', 2],
]);

async function householdTraits(dataFolder: string | undefined): Promise<Trait[]> {
  const journey = await readCompleteJourney(dataFolder);
  const placeOf = new Map(journey.households.map((id, place) => [id, place]));
  const known = (await readTable(journey.folder, 'demographics')).filter(({ household_id }) =>
    placeOf.has(household_id),
  );
  const households = Int32Array.from(known, ({ household_id }) => placeOf.get(household_id) ?? -1);
  const score = voteOf(groceryCandidates(journey, households));
  const trait = (figure: string, classOf: (row: TextRow) => number): Trait => ({
    figure,
    classes: known.map(classOf),
    score,
  });
  return [
    trait('income_auroc', ({ income }) => INCOMES.get(income) ?? 2),
    trait('household_age_auroc', ({ age }) => AGES.get(age) ?? 3),
    // Sizes are 1, 2, 3, 4 and 5+.
    trait('size_auroc', (row) => Number.parseInt(row.household_size, 10) - 1),
  ];
}
