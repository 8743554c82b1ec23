import { setImmediate } from 'node:timers/promises';
import {
  columnNeighbours,
  fitTransitions,
  type ImplicitAlsSettings,
  powerOrZero,
  SparseMatrix,
  type WalkSettings,
} from '../../../fusion/linear/index.ts';
import {
  fitSequences,
  type SequenceEncoder,
  type SequenceSettings,
} from '../../../fusion/sequences/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import type { FitSettings, TrainingSet } from '../../../fusion/training/index.ts';
import { LinearStack } from '../../baselines/linear-stack.ts';
import { inspectLists } from '../../listed-histories.ts';
import { DialCurve } from '../../ranking/dial-curve.ts';
import { bestItems, columnScores, fuseExperts } from '../../ranking/fuse-experts.ts';
import { gainOver, ListScores } from '../../ranking/list-scores.ts';
import type { RankingExpert } from '../../ranking/ranking-expert.ts';
import { RankingPanel, type RankingRow, type RankingUser } from '../../ranking/ranking-panel.ts';
import { testLosses } from '../../ranking/test-losses.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import type { SequentialData } from './data.ts';
import {
  ContentExpert,
  DecayedAutoencoder,
  DecayedFactors,
  DecayedWalk,
  EncoderExpert,
  MODALITY,
  NeighboursExpert,
  type SequentialQuery,
  TrendExpert,
} from './experts.ts';

const LIST_LENGTH = 10;
const NEIGHBOURS = 400;
/** Users whose test loss is drawn by epoch, at most. */
const TESTED = 1000;

export interface SequentialSettings {
  readonly encoder: Partial<SequenceSettings>;
  /** How much of an item's weight the one before it keeps; a column of each expert for each. */
  readonly keeps: readonly number[];
  /** How far apart two items may stand in a sequence to follow one another. */
  readonly reaches: readonly number[];
  readonly walk: WalkSettings;
  readonly factors: Omit<ImplicitAlsSettings, 'seed'> | null;
  /** Strength of a linear autoencoder; null for none: its cost is the cube of the number of users. */
  readonly autoencoder: number | null;
  /** Windows of recent popularity, milliseconds. */
  readonly windows: readonly number[];
  readonly candidates: number;
  /** How many of the last items but the very last the network learns from, one row each. */
  readonly held: number;
  /** Rows that are learned from, at most. */
  readonly learners: number;
  readonly negativeShare: number;
  readonly fit: Partial<FitSettings>;
}

interface SeedResult {
  readonly ours: ListScores;
  readonly stack: ListScores;
  readonly alone: ReadonlyMap<string, ListScores>;
  readonly curves: NonNullable<SuiteResult['curves']>;
  readonly backend: string;
}

/**
 * Leave-one-out: the last item of every user is to be found among all that the user has not had. The
 * items before it are what the fusion learns from, with experts that were fitted without them.
 */
export async function evaluateSequential(
  data: SequentialData,
  settings: SequentialSettings,
  published: Readonly<Record<string, Figures>>,
  options: SuiteOptions,
): Promise<SuiteResult> {
  const { seeds = [1, 2, 3] } = options;
  const results: SeedResult[] = [];
  for (const seed of seeds) results.push(await judgeSeed(data, settings, seed, options));
  const { figures, spread } = summariseSeeds(results.map(({ ours }) => ours.figures('hr')));
  const [first] = results;
  const popularity = popularityOf(data);
  const scores = results.map(({ ours }) => ours);
  return {
    figures: {
      ...figures,
      ...first.ours.diversity(popularity, data.sequences.length),
      ...first.ours.byActivity(data.sequences.map((own) => own.length - 1)),
      ...Object.assign(
        {},
        ...Object.entries(data.groups ?? {}).map(([kind, own]) => first.ours.byGroup(kind, own)),
      ),
      ...gainOver('linear_stack', scores, first.stack),
    },
    spread,
    baselines: {
      ...published,
      linear_stack: first.stack.figures('hr'),
      ...Object.fromEntries([...first.alone].map(([name, own]) => [name, own.figures('hr')])),
    },
    curves: Object.assign({}, ...results.map(({ curves }) => curves)),
    dataQuality: inspectLists({ modality: MODALITY, items: data.sequences, times: data.times }),
    settings,
    seeds,
    backend: first.backend,
  };
}

/** Users of each item, the test items left out. */
function popularityOf({ items, sequences }: SequentialData): Float64Array {
  const counts = new Float64Array(items);
  for (const own of sequences) for (const item of own.subarray(0, -1)) counts[item] += 1;
  return counts;
}

async function judgeSeed(
  data: SequentialData,
  settings: SequentialSettings,
  seed: number,
  options: SuiteOptions,
): Promise<SeedResult> {
  const { onProgress: report = () => undefined, signal } = options;
  const early = data.sequences.map((own) => own.subarray(0, earlyEnd(own, settings.held)));
  const trained = await fitSequences(
    early,
    data.items,
    { ...settings.encoder, seed },
    {
      signal,
      onEpoch: (epoch, loss) =>
        report(`Encoder, seed ${seed}, epoch ${epoch}: loss ${loss.toFixed(4)}`),
    },
  );
  const { encoder } = trained;
  report('Fitting the other experts without what is held out');
  const sets: TrainingSet[] = [];
  const panel = panelOf(data, early, encoder, settings, seed);
  sets.push(
    panel.rows(
      sample(heldRows(data, settings.held), settings.learners, seed),
      settings.negativeShare,
      seed,
    ),
  );
  const fused = await fuseExperts(sets, [seed], settings.fit, options);
  const [network] = fused.networks;
  const stack = LinearStack.fit(sets, { seed, epochs: 8 });
  sets.length = 0;
  report('Fitting the other experts on all but the last items');
  const known = data.sequences.map((own) => own.subarray(0, -1));
  const last = panelOf(data, known, encoder, settings, seed);
  report('Ranking all users');
  const users = data.sequences.map((own, row) => userOf(data, row, own.length - 1));
  last.prepare(users);
  const ours = new ListScores(LIST_LENGTH);
  const stacked = new ListScores(LIST_LENGTH);
  const dial = new DialCurve(LIST_LENGTH, popularityOf(data), data.sequences.length);
  const names = last.schema.columns.map(({ name }) => name);
  const alone = new Map(names.map((name) => [name, new ListScores(LIST_LENGTH)]));
  for (const [row, own] of data.sequences.entries()) {
    if (row % 50 === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const user = users[row];
    const relevant = new Set([own[own.length - 1]]);
    const candidates = last.candidates(user);
    const scores = network.scores(network.encode(last.input(user)), candidates);
    ours.add(bestItems(candidates, scores, LIST_LENGTH), relevant);
    dial.add(candidates, scores, relevant);
    stacked.add(bestItems(candidates, stack.scores(candidates), LIST_LENGTH), relevant);
    names.forEach((name, column) => {
      const list = bestItems(candidates, columnScores(candidates, column), LIST_LENGTH);
      alone.get(name)?.add(list, relevant);
    });
  }
  const tested = last.rows(sample(testRows(data, users), TESTED, seed), 1, seed);
  const { curve, snapshots } = fused;
  const curves: Record<string, Readonly<Record<string, readonly number[]>>> = {
    ...fused.curves,
    [curve]: { ...fused.curves[curve], test: testLosses(snapshots, tested) },
    ...dial.curves('hr'),
    [`encoder loss by epoch, seed ${seed}`]: { train: trained.curve },
  };
  return { ours, stack: stacked, alone, curves, backend: fused.backend };
}

/** Where the part ends that experts see while the network learns; two items at least are left. */
function earlyEnd(own: Int32Array, held: number): number {
  return Math.max(Math.min(2, own.length - 2), own.length - 1 - held);
}

/** One row for each held-out item: what came before is known, the item is to be found. */
function heldRows(data: SequentialData, held: number): RankingRow<SequentialQuery>[] {
  return data.sequences.flatMap((own, row) => {
    const rows: RankingRow<SequentialQuery>[] = [];
    for (let at = earlyEnd(own, held); at < own.length - 1; at += 1) {
      rows.push({
        ...userOf(data, row, at),
        targets: new Set([own[at]]),
        split: row % 8 === 0 ? 'validation' : 'train',
      });
    }
    return rows;
  });
}

/** The last item of everybody is to be found. */
function testRows(
  { sequences }: SequentialData,
  users: readonly RankingUser<SequentialQuery>[],
): RankingRow<SequentialQuery>[] {
  return users.map((user, row) => ({
    ...user,
    targets: new Set([sequences[row][sequences[row].length - 1]]),
    split: 'validation',
  }));
}

function sample<Row>(rows: Row[], most: number, seed: number): Row[] {
  return RandomSource.fromSeed(seed).shuffle(rows).slice(0, most);
}

/** A user of whom the first `count` items are known. */
function userOf(
  { sequences, times }: SequentialData,
  row: number,
  count: number,
): RankingUser<SequentialQuery> {
  const items = sequences[row].subarray(0, count);
  const own = times?.[row].subarray(0, count) ?? null;
  const span = own === null ? 0 : own[count - 1] - own[Math.max(0, count - 10)];
  return {
    query: { row, items, times: own },
    state: [Math.log1p(count), Math.log1p(span / 1000)],
    present: [true],
    seen: new Set(items),
  };
}

function panelOf(
  data: SequentialData,
  known: readonly Int32Array[],
  encoder: SequenceEncoder,
  settings: SequentialSettings,
  seed: number,
): RankingPanel<SequentialQuery> {
  const { keeps, reaches, walk, factors, autoencoder, windows, candidates } = settings;
  const matrix = SparseMatrix.fromRows(
    data.items,
    known.map((indices) => ({ indices, values: new Float32Array(indices.length).fill(1) })),
  );
  const neighbours = (rowPower: number, columnPower: number): SparseMatrix =>
    columnNeighbours(matrix, { count: NEIGHBOURS, rowPower, columnPower });
  const times = data.times?.map((own, row) => own.subarray(0, known[row].length)) ?? null;
  const experts: RankingExpert<SequentialQuery>[] = [
    new EncoderExpert(encoder),
    new NeighboursExpert('neighbours', neighbours(0, -0.5), keeps),
    new NeighboursExpert('quiet neighbours', neighbours(-0.7, -0.4), keeps),
    ...reaches.map(
      (reach) =>
        new NeighboursExpert(
          `followers within ${reach}`,
          fitTransitions([...known], data.items, { reach, count: NEIGHBOURS }),
          keeps,
        ),
    ),
    new DecayedWalk(matrix, walk, keeps),
    ...(factors === null ? [] : [new DecayedFactors(matrix, { ...factors, seed }, keeps)]),
    ...(autoencoder === null ? [] : [new DecayedAutoencoder(matrix, autoencoder, keeps)]),
    new ContentExpert(contentMatrix(data), keeps),
    new TrendExpert(data.items, known, times, windows),
  ];
  return new RankingPanel(experts, {
    modalities: [MODALITY],
    states: ['log_items', 'log_span'],
    itemCount: data.items,
    candidates,
  });
}

/** Items by attributes as tf-idf, each row of length 1. */
function contentMatrix({ attributes, items }: SequentialData): SparseMatrix {
  const count = 1 + Math.max(0, ...attributes.map((own) => Math.max(0, ...own)));
  const plain = SparseMatrix.fromRows(
    count,
    attributes.map((indices) => ({ indices, values: new Float32Array(indices.length).fill(1) })),
  );
  const rarity = plain.columnSums().map((users) => (users > 0 ? Math.log(items / users) : 0));
  const ones = new Float64Array(items).fill(1);
  const squares = plain.scale(
    ones,
    rarity.map((value) => value * value),
  );
  return plain.scale(powerOrZero(squares.rowSums(), -0.5), rarity);
}
