import { setImmediate } from 'node:timers/promises';
import type { ImplicitAlsSettings } from '../../../fusion/linear/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import type { FitSettings, TrainingSet } from '../../../fusion/training/index.ts';
import { LinearStack } from '../../baselines/linear-stack.ts';
import { inspectLists } from '../../listed-histories.ts';
import { DialCurve } from '../../ranking/dial-curve.ts';
import { bestItems, columnScores, fuseExperts } from '../../ranking/fuse-experts.ts';
import { gainOver, ListScores } from '../../ranking/list-scores.ts';
import { RankingPanel, type RankingRow, type RankingUser } from '../../ranking/ranking-panel.ts';
import { testLosses } from '../../ranking/test-losses.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import { type CollaborativeData, type HoldOut, holdOuts, matrixOf } from './data.ts';
import {
  AutoencoderExpert,
  type CollaborativeQuery,
  FactorExpert,
  FriendsExpert,
  INTERACTIONS,
  LowPassExpert,
  PopularityExpert,
  WalkExpert,
  type WalkKind,
} from './experts.ts';

const LIST_LENGTH = 20;
/** Users whose test loss is drawn by epoch, at most. */
const TESTED = 1000;

export interface CollaborativeSettings {
  readonly walks: readonly WalkKind[];
  readonly ranks: readonly number[];
  readonly factors: readonly Omit<ImplicitAlsSettings, 'seed'>[];
  /** Strengths of linear autoencoders; their cost is the cube of the number of users. */
  readonly autoencoders: readonly number[];
  /** About how many items each proposing expert names. */
  readonly candidates: number;
  /** Every user's items are cut into so many parts; `heldOut` of them are held out in turn. */
  readonly parts: number;
  readonly heldOut: number;
  /** Users who are learned from at each turn, at most. */
  readonly learners: number;
  readonly negativeShare: number;
  readonly fit: Partial<FitSettings>;
}

/**
 * Learns to fuse the experts on parts of the known items that were held out from them, and judges on
 * the test items once.
 */
export async function evaluateCollaborative(
  data: CollaborativeData,
  settings: CollaborativeSettings,
  published: Readonly<Record<string, Figures>>,
  options: SuiteOptions,
): Promise<SuiteResult> {
  const { seeds = [1, 2, 3], onProgress: report = () => undefined } = options;
  const sets = await heldOutSets(data, settings, seeds[0], options);
  const fused = await fuseExperts(sets, seeds, settings.fit, options);
  const { networks, curves, curve, snapshots, backend } = fused;
  const stack = LinearStack.fit(sets, { seed: seeds[0], epochs: 8 });
  sets.length = 0;
  report('Fitting the experts on all known items');
  const panel = panelOf(data, data.known, settings, seeds[0]);
  report('Ranking all users');
  const ours = networks.map(() => new ListScores(LIST_LENGTH));
  const stacked = new ListScores(LIST_LENGTH);
  const alone = panel.schema.columns.map(() => new ListScores(LIST_LENGTH));
  const popularity = matrixOf(data.known, data.items).columnSums();
  const dial = new DialCurve(LIST_LENGTH, popularity, data.known.length);
  for (const [row, test] of data.test.entries()) {
    if (row % 50 === 0) {
      await setImmediate();
      options.signal?.throwIfAborted();
    }
    if (test.length === 0) continue;
    const relevant = new Set(test);
    const user = userOf(data, data.known[row], row);
    const input = panel.input(user);
    const candidates = panel.candidates(user);
    networks.forEach((network, seed) => {
      const scores = network.scores(network.encode(input), candidates);
      ours[seed].add(bestItems(candidates, scores, LIST_LENGTH), relevant);
      if (seed === 0) dial.add(candidates, scores, relevant);
    });
    stacked.add(bestItems(candidates, stack.scores(candidates), LIST_LENGTH), relevant);
    alone.forEach((own, column) => {
      own.add(bestItems(candidates, columnScores(candidates, column), LIST_LENGTH), relevant);
    });
  }
  const { figures, spread } = summariseSeeds(ours.map((scores) => scores.figures('recall')));
  const activity = data.known
    .map((own) => own.length)
    .filter((_, row) => data.test[row].length > 0);
  const columns = panel.schema.columns.map(({ name }) => name);
  const tested = panel.rows(testRows(data, seeds[0]), 1, seeds[0]);
  return {
    figures: {
      ...figures,
      ...ours[0].diversity(popularity, data.known.length),
      ...ours[0].byActivity(activity),
      ...gainOver('linear_stack', ours, stacked),
    },
    spread,
    baselines: {
      ...published,
      linear_stack: stacked.figures('recall'),
      ...Object.fromEntries(
        alone.flatMap((scores, column) =>
          columns[column].endsWith('_log') ? [] : [[columns[column], scores.figures('recall')]],
        ),
      ),
    },
    curves: {
      ...curves,
      [curve]: { ...curves[curve], test: testLosses(snapshots, tested) },
      ...dial.curves('recall'),
    },
    dataQuality: inspectLists({ modality: INTERACTIONS, items: data.known, times: null }),
    settings,
    seeds,
    backend,
  };
}

/** Rows of every turn: experts fitted on the kept items, targets among the held out ones. */
export async function heldOutSets(
  data: CollaborativeData,
  settings: CollaborativeSettings,
  seed: number,
  { signal, onProgress }: SuiteOptions,
): Promise<TrainingSet[]> {
  const sets: TrainingSet[] = [];
  const turns = holdOuts(data.known, settings.parts, seed).slice(0, settings.heldOut);
  for (const [turn, holdOut] of turns.entries()) {
    await setImmediate();
    signal?.throwIfAborted();
    onProgress?.(`Fitting the experts, held-out part ${turn + 1} of ${turns.length}`);
    const panel = panelOf(data, holdOut.kept, settings, seed);
    const rows = rowsOf(data, holdOut, settings.learners, seed + turn);
    sets.push(panel.rows(rows, settings.negativeShare, seed));
  }
  return sets;
}

function rowsOf(
  data: CollaborativeData,
  { kept, held }: HoldOut,
  learners: number,
  seed: number,
): RankingRow<CollaborativeQuery>[] {
  const random = RandomSource.fromSeed(seed);
  const able = Int32Array.from(held.keys()).filter(
    (row) => held[row].length > 0 && kept[row].length > 0,
  );
  return Array.from(random.shuffle(able).subarray(0, learners), (row) => ({
    ...userOf(data, kept[row], row),
    targets: new Set(held[row]),
    // The same users at every turn: nobody is learned from and judged.
    split: row % 8 === 0 ? 'validation' : 'train',
  }));
}

/** Some of the users with their test items. */
function testRows(data: CollaborativeData, seed: number): RankingRow<CollaborativeQuery>[] {
  const able = Int32Array.from(data.test.keys()).filter((row) => data.test[row].length > 0);
  const drawn = RandomSource.fromSeed(seed).shuffle(able).subarray(0, TESTED);
  return Array.from(drawn, (row) => ({
    ...userOf(data, data.known[row], row),
    targets: new Set(data.test[row]),
    split: 'validation',
  }));
}

function userOf(
  { friends }: CollaborativeData,
  items: Int32Array,
  row: number,
): RankingUser<CollaborativeQuery> {
  const relations = friends?.[row].length ?? 0;
  return {
    query: { row, items },
    state: [Math.log1p(items.length), Math.log1p(relations)],
    present: friends === null ? [true] : [true, relations > 0],
    seen: new Set(items),
  };
}

export function panelOf(
  data: CollaborativeData,
  known: readonly Int32Array[],
  settings: CollaborativeSettings,
  seed: number,
): RankingPanel<CollaborativeQuery> {
  const matrix = matrixOf(known, data.items);
  const { friends } = data;
  const { walks, ranks, factors, autoencoders, candidates } = settings;
  const experts = [
    new PopularityExpert(matrix),
    new WalkExpert(matrix, walks),
    new LowPassExpert(matrix, ranks, seed),
    ...factors.map((own) => new FactorExpert(matrix, { ...own, seed })),
    ...(autoencoders.length > 0 ? [new AutoencoderExpert(matrix, autoencoders)] : []),
    ...(friends === null ? [] : [new FriendsExpert(matrix, friends)]),
  ];
  return new RankingPanel(experts, {
    modalities: friends === null ? [INTERACTIONS] : [INTERACTIONS, 'social'],
    states: ['log_items', 'log_friends'],
    itemCount: data.items,
    candidates,
  });
}
