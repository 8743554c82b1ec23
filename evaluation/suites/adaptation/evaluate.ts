import {
  EQUAL_MIXTURE,
  FORGETTING_RATES,
  POLICY_TRAINING,
  REENCODE_PRICE,
} from '../../../fusion/adaptation/index.ts';
import { readMovieRatings } from '../../datasets/movie-ratings.ts';
import { demoShop, filmShop } from '../../shops.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import {
  actorCriticFigures,
  bestInHindsight,
  filmWorld,
  gainFigures,
  judgeFilms,
  offPolicyFigures,
  rateNames,
  regretFigures,
  timeAdaptation,
} from './evaluate-films.ts';
import { filmLearningFigures, plantedLearningFigures } from './evaluate-learning.ts';
import {
  filterFigures,
  fixedFigures,
  type PlantedSizes,
  plantedPolicy,
  policyFigures,
  stationaryFigures,
  stationaryWorld,
  switchingWorld,
} from './evaluate-planted.ts';
import { learnToReencode, reencodingFigures } from './evaluate-reencoding.ts';
import { rankingFigures } from './ranking-scores.ts';
import { servedFigures } from './served.ts';

const SEEDS = [1, 2, 3, 4, 5];
/** Controls and comparisons need no more to be clear. */
const FEWER_SEEDS = 2;
const SWITCHING: PlantedSizes = { trained: 300, judged: 400 };
const STATIONARY: PlantedSizes = { trained: 150, judged: 200 };

/** Measured by others on the same protocol. */
const BASELINES: Readonly<Record<string, Figures>> = {
  'best fixed rate, decayed re-solve': { 'ml100k_hr@10': 0.201, 'ml100k_ndcg@10': 0.104 },
  'equal mixture of six re-solves': { 'ml100k_hr@10': 0.207, 'ml100k_ndcg@10': 0.108 },
  GRU4Rec: { 'ml100k_hr@10': 0.204, 'ml100k_ndcg@10': 0.102 },
  'a network of weights, reference': { 'ml100k_hr@10': 0.2135, 'ml100k_ndcg@10': 0.112 },
  'actor-critic on the rate, reference': { 'ml100k_hr@10': 0.196, 'ml100k_ndcg@10': 0.103 },
};

export async function evaluateAdaptation(options: SuiteOptions): Promise<SuiteResult> {
  const { seeds = SEEDS, onProgress: report = () => undefined, signal } = options;
  const fewer = seeds.slice(0, FEWER_SEEDS);
  const data = await readMovieRatings(options.dataFolder);
  report('Film ratings in the order listed');
  const listed = filmWorld(data, 'as listed', signal);
  const films = judgeFilms(listed, seeds, signal);
  const { ranks } = films.judgement;
  const perSeed = seeds.map((seed, own): Figures => {
    report(`Comparisons with seed ${seed}`);
    return {
      ...rankingFigures(ranks[films.policies[own]], 'ml100k_'),
      ...regretFigures(films, films.policies[own]),
      ...offPolicyFigures(listed, films, own, seed),
    };
  });
  report('When to re-encode');
  const asking = fewer.map((seed, own) =>
    learnToReencode(listed, films.trained[own].policy, seed, signal),
  );
  const reencoding = summariseSeeds(
    asking.map((policy, own) => reencodingFigures(listed, policy, fewer[own])),
  );
  const multiStep = summariseSeeds(
    fewer.map((seed, own) => actorCriticFigures(listed, films, own, seed, signal)),
  );
  const learning = summariseSeeds(
    fewer.map((seed, own) => {
      report(`Learning on with seed ${seed}`);
      return {
        ...filmLearningFigures(listed, films, own, seed, signal),
        ...plantedLearningFigures(seed, signal),
      };
    }),
  );
  report('Film ratings with ties in time broken at random');
  const ties = judgeFilms(filmWorld(data, 'ties at random', signal), fewer, signal);
  report('Film ratings with time shuffled');
  const shuffled = judgeFilms(filmWorld(data, 'shuffled', signal), seeds, signal);
  const planted = plantedFigures(seeds, report, signal);
  report('What is served of films and of the demo shop, whoever decides');
  const one = seeds.slice(0, 1);
  const servedFilms = await servedFigures(
    { ...filmShop(data), judgedOfUser: 15 },
    one,
    'served_films_',
    signal,
  );
  const servedDemo = await servedFigures(
    { ...(await demoShop(options)), judgedOfUser: 3 },
    one,
    'served_demo_',
    signal,
  );
  const { figures, spread } = summariseSeeds(perSeed);
  return {
    figures: {
      ...figures,
      ...reencoding.figures,
      ...multiStep.figures,
      ...learning.figures,
      ...gainFigures(films, ''),
      us_per_event: timeAdaptation(listed, asking[0]),
      us_per_event_stepping: timeAdaptation(listed, films.trained[0].policy),
      ...rankingFigures(ranks[films.equal], 'equal_'),
      ...rankingFigures(ranks[films.withEverybody], 'equal_with_everybody_'),
      ...rankingFigures(ties.judgement.ranks[0], 'ties_random_'),
      ...rankingFigures(ties.judgement.ranks[ties.equal], 'ties_random_equal_'),
      ...gainFigures(ties, 'ties_random_'),
      ...gainFigures(ties, 'ties_random_over_without_order_', ties.withoutOrder),
      // What is gained by the order is what is gained over a policy that sees none. Rules without learning are
      // no measure of it: the equal mixture forgets, and a rule in hindsight knows no more than how many events.
      ...gainFigures(shuffled, 'shuffled_', shuffled.withoutOrder),
      ...gainFigures(films, 'over_without_order_', films.withoutOrder),
      ...gainFigures(shuffled, 'shuffled_over_hindsight_', [bestInHindsight(shuffled)]),
      ...gainFigures(films, 'over_hindsight_', [bestInHindsight(films)]),
      ...gainFigures(shuffled, 'shuffled_over_equal_'),
      ...planted.figures,
      ...servedFilms.figures,
      ...servedDemo.figures,
    },
    spread: {
      ...spread,
      ...reencoding.spread,
      ...multiStep.spread,
      ...learning.spread,
      ...planted.spread,
    },
    baselines: {
      ...BASELINES,
      ...Object.fromEntries(
        films.fixed.map((rate, own) => [rateNames[own], rankingFigures(ranks[rate], 'ml100k_')]),
      ),
    },
    curves: {
      'log-likelihood of held-out events by epoch': Object.fromEntries(
        films.trained.map(({ heldOutRewards }, own) => [`seed ${seeds[own]}`, heldOutRewards]),
      ),
    },
    settings: {
      kept: FORGETTING_RATES,
      equal: EQUAL_MIXTURE,
      sharpness: listed.prepared.stream.sharpness,
      training: POLICY_TRAINING,
      reencodePrice: REENCODE_PRICE,
      planted: { SWITCHING, STATIONARY },
    },
    seeds,
    backend: 'plain JavaScript',
  };
}

function plantedFigures(
  seeds: readonly number[],
  report: (message: string) => void,
  signal: AbortSignal | undefined,
): { figures: Figures; spread: Figures } {
  report('Planted switches of taste: filter and fixed rates');
  const switching = switchingWorld(SWITCHING);
  const filter = filterFigures(switching);
  const fixed = fixedFigures(switching);
  const stationary = stationaryWorld(STATIONARY);
  const results = seeds.map((seed): Figures => {
    report(`Planted switches and constant tastes with seed ${seed}`);
    const [turning, constant] = [switching, stationary].map((world) =>
      plantedPolicy(world, seed, signal),
    );
    const policy = policyFigures(switching, turning);
    return {
      ...policy.figures,
      delay_ratio_bayes: policy.delay.mean / filter.delay.mean,
      delay_ratio_fixed: policy.delay.mean / fixed.delay.mean,
      ...stationaryFigures(stationary, constant, seed),
    };
  });
  const { figures, spread } = summariseSeeds(results);
  return {
    figures: {
      ...figures,
      ...filter.figures,
      ...fixed.figures,
      planted_switches: filter.delay.switches,
    },
    spread,
  };
}
