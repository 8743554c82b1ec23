import { Catalog } from '../../../fusion/experts/catalog.ts';
import { buildServing, buildTrainingSets, type Stage } from '../../../fusion/experts/index.ts';
import { contentOf, type Origin, type UserHistory } from '../../../fusion/index.ts';
import { NETWORK_DEFAULTS } from '../../../fusion/model/index.ts';
import {
  type FitHooks,
  fitBothStarts,
  fitNetwork,
  type TrainingSet,
} from '../../../fusion/training/index.ts';
import { startFrom } from '../../../fusion/transfer/index.ts';
import { mean, pairedBootstrap } from '../../metrics/index.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { visitTime, type YelpData, yelpHistory } from '../yelp/dataset.ts';
import { judge } from '../yelp/judge.ts';
import { scorerOf } from '../yelp/ranking.ts';
import { PREPARE, YELP_MODALITIES, yelpModalities } from '../yelp/training.ts';
import { openingOf } from './shops.ts';

/** Two shops: what is learned at one is to help the other. */
export interface ShopPair {
  readonly name: string;
  readonly source: YelpData;
  readonly target: YelpData;
}

const SMALL_SHARE = 0.05;
/** The source learns as a whole and as if it had just opened, so often: its gates see both. */
const OPENINGS = 4;
/** Users who are judged, at most; the same for both contenders. */
const JUDGED = 800;
const MOST_ROWS = 1500;

/** The same for both contenders; both stop by the target's tune part. */
const FIT_SOURCE = { epochs: 5, batchSize: 100, embeddingRate: 0, newUserShare: 0.02 };
const FIT_TARGET = { epochs: 40, batchSize: 32, embeddingRate: 0, newUserShare: 0.02, patience: 5 };

/** What both contenders come to at one share of the target's users. */
interface Contest {
  readonly scratch: readonly number[];
  /** Started from the source's network, whatever comes of it. */
  readonly warm: readonly number[];
  /** What `portrait train --from` keeps of the two. */
  readonly kept: readonly number[];
}

/**
 * Judges what is kept of a start from another shop's network and one from nothing, beside both, few or all
 * users known.
 */
export async function evaluateTransfer(
  pairs: readonly ShopPair[],
  options: SuiteOptions,
): Promise<SuiteResult> {
  const { seeds = [1, 2, 3] } = options;
  const figures: Record<string, number> = {};
  const spread: Record<string, number> = {};
  const baselines: Record<string, Figures> = {};
  let backend = '';
  for (const { name, source, target } of pairs) {
    options.onProgress?.(`${name}: learning at the source`);
    const learned = await learnSource(source, seeds[0], options);
    backend = learned.backend;
    for (const share of [SMALL_SHARE, 1]) {
      const contests: Contest[] = [];
      // With all users known, the shop is the same at every seed.
      for (const seed of share === 1 ? seeds.slice(0, 1) : seeds) {
        options.onProgress?.(`${name}: ${100 * share}% of the target's users, seed ${seed}`);
        contests.push(await contest(learned.origin, target, share, seed, options));
      }
      const label = `${name}_${Math.round(100 * share)}`;
      const averaged = averageOf(contests);
      const perSeed = contests.map(({ kept }) => mean(kept));
      figures[`${label}_ndcg@20`] = mean(averaged.kept);
      spread[`${label}_ndcg@20`] = deviation(perSeed);
      for (const start of ['scratch', 'warm'] as const) {
        baselines[start] = { ...baselines[start], [`${label}_ndcg@20`]: mean(averaged[start]) };
      }
      Object.assign(figures, gainOf(label, averaged));
    }
  }
  return {
    figures,
    spread,
    baselines,
    settings: {
      fitSource: FIT_SOURCE,
      fitTarget: FIT_TARGET,
      prepare: PREPARE,
      openings: OPENINGS,
      judged: JUDGED,
      users: Object.fromEntries(
        pairs.map(({ name, source, target }) => [name, [source.users.length, target.users.length]]),
      ),
    },
    seeds,
    backend,
  };
}

/** The gain as a share of what a start from nothing reaches, with its interval over users. */
function gainOf(label: string, { scratch, kept }: Contest): Figures {
  const { difference, low, high } = pairedBootstrap(kept, scratch, { seed: 1 });
  const base = mean(scratch);
  return {
    [`${label}_gain`]: difference / base,
    [`${label}_gain_low`]: low / base,
    [`${label}_gain_high`]: high / base,
  };
}

function averageOf(contests: readonly Contest[]): Contest {
  const over = (pick: (one: Contest) => readonly number[]) =>
    pick(contests[0]).map((_, user) => mean(contests.map((one) => pick(one)[user])));
  return {
    scratch: over(({ scratch }) => scratch),
    warm: over(({ warm }) => warm),
    kept: over(({ kept }) => kept),
  };
}

async function learnSource(
  source: YelpData,
  seed: number,
  options: SuiteOptions,
): Promise<{ origin: Origin; backend: string }> {
  const sets = await setsOf(source, seed, 'train', options);
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const few = openingOf(source, SMALL_SHARE, 1000 + seed * OPENINGS + opening);
    sets.push(...(await setsOf(few, seed, 'train', options)));
  }
  const { network, metrics } = await fitNetwork(sets, { ...FIT_SOURCE, seed }, hooksOf(options));
  const { ids } = new Catalog(source.items);
  // Nothing but content says what an item is elsewhere.
  const items = { ...contentOf(ids, source.items), ids: null };
  return { origin: { modelId: 'source', network, items }, backend: metrics.backend };
}

async function contest(
  origin: Origin,
  target: YelpData,
  share: number,
  seed: number,
  options: SuiteOptions,
): Promise<Contest> {
  const shop = openingOf(target, share, seed);
  const sets = await setsOf(shop, seed, 'validation', options);
  const known = historiesOf(shop);
  const reader = buildServing([...known.values()], shop.items, yelpModalities(), {
    ...PREPARE,
    seed,
  });
  const start = startFrom(origin, {
    ...{ schema: sets[0].schema, settings: NETWORK_DEFAULTS, seed },
    items: contentOf(reader.itemIds, target.items),
  });
  const { scratch, warm, kept } = await fitBothStarts(
    sets,
    { ...FIT_TARGET, seed },
    start,
    hooksOf(options),
  );
  const judged = target.users.filter(({ test }) => test.length > 0).slice(0, JUDGED);
  const [ofScratch, ofWarm] = judge(
    reader,
    judged,
    historiesOf(target),
    [scratch, warm].map(({ network }) => ({
      scorer: scorerOf(network),
      modalities: YELP_MODALITIES,
    })),
  );
  const contest = { scratch: ofScratch.scores.ndcg, warm: ofWarm.scores.ndcg };
  return { ...contest, kept: contest[kept] };
}

function historiesOf({ users, items }: YelpData): Map<string, UserHistory> {
  const byId = new Map(items.map((item) => [item.id, item]));
  return new Map(users.map((user) => [user.userId, yelpHistory(user, byId)]));
}

/** Rows of three stages by time; at the target the last is there to stop by. */
async function setsOf(
  shop: YelpData,
  seed: number,
  lastSplit: Stage['split'],
  { signal }: SuiteOptions,
): Promise<TrainingSet[]> {
  return buildTrainingSets(
    [...historiesOf(shop).values()],
    shop.items,
    yelpModalities(),
    { ...PREPARE, mostRows: MOST_ROWS, seed, stages: () => stagesOf(shop, lastSplit) },
    { signal },
  );
}

function stagesOf({ users }: YelpData, lastSplit: Stage['split']): Stage[] {
  const byId = new Map(users.map((user) => [user.userId, user]));
  const stage = (name: string, split: Stage['split'], from: number, to: number): Stage => ({
    name,
    split,
    // Shares of the train part; what is over 1 is the tune part.
    cut({ userId }) {
      const user = byId.get(userId);
      if (user === undefined) return null;
      const at = (share: number): number =>
        share > 1
          ? visitTime(user.train.length + user.tune.length - 1)
          : visitTime(Math.ceil(share * user.train.length) - 1);
      return { asOf: at(from), until: at(to) };
    },
  });
  return [
    stage('early', 'train', 0.6, 0.8),
    stage('inner', 'train', 0.8, 1),
    stage('tune', lastSplit, 1, 2),
  ];
}

function hooksOf({ signal }: SuiteOptions): FitHooks {
  return { signal };
}

function deviation(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / Math.max(values.length - 1, 1));
}
