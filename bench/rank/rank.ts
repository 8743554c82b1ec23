import { Catalog } from '../../fusion/experts/catalog.ts';
import { ExpertPanel } from '../../fusion/experts/expert-panel.ts';
import { FitCache } from '../../fusion/experts/fit-cache.ts';
import { HistoryIndexer } from '../../fusion/experts/history-indexer.ts';
import { futureLabels } from '../../fusion/experts/preparation/labels.ts';
import { PREPARE_DEFAULTS } from '../../fusion/experts/preparation/prepare-settings.ts';
import { defaultModalities, ExpertReader, FusionModel, RandomSource } from '../../fusion/index.ts';
import { topK } from '../../fusion/linear/index.ts';
import { FusionNetwork, initialWeights, NETWORK_DEFAULTS } from '../../fusion/model/index.ts';
import { fitScales } from '../../fusion/training/fit-scales.ts';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { imaginedRows } from '../imagined-rows.ts';
import { quantile } from '../quantile.ts';
import { END, largeCatalogue, largeShop } from './large-shop.ts';

const DEFAULT_ITEMS = 100_000;
const SETTINGS = {
  ...{ users: 1_000, events: 80, asked: 300, warmUp: 100, count: 20 },
  factors: PREPARE_DEFAULTS.factors,
};

/** One user's history to twenty items out of all: features, encoding, candidates, scores. */
export const rank: Benchmark = {
  name: 'rank',
  description:
    'Encode and rank for one user at a time, from events to the best 20 items; --size is the items (100000).',
  async run({ size = DEFAULT_ITEMS, onProgress = () => undefined, signal }) {
    onProgress(`fitting the experts of a shop of ${size} items`);
    const users = largeShop(SETTINGS.users, size, SETTINGS.events);
    const model = modelOf(users, size);
    onProgress('ranking');
    const vectors = normals(size * NETWORK_DEFAULTS.dimension);
    const [own, peer]: [Timed[], Timed[]] = [[], []];
    const candidates: number[] = [];
    for (const [at, user] of users.slice(0, SETTINGS.warmUp + SETTINGS.asked).entries()) {
      signal?.throwIfAborted();
      const ranked = await timed(() => model.recommend(user, { asOf: END, count: SETTINGS.count }));
      const scanned = await timed(() => scan(vectors));
      if (at < SETTINGS.warmUp) continue;
      own.push(ranked);
      peer.push(scanned);
      candidates.push((await model.recommend(user, { asOf: END })).length);
    }
    return {
      figures: { ...distribution(own), candidates: quantile(candidates, 0.5) },
      spread: {},
      baselines: { 'one dot product an item': distribution(peer) },
      settings: { ...SETTINGS, items: size },
      ...{ seeds: [1], backend: 'plain arrays' },
    } satisfies BenchmarkResult;
  },
};

/**
 * Fitted experts under a network at its start: how long an answer takes does not depend on its weights.
 * Without the adaptation policy, which takes minutes to learn and nothing to ask.
 */
function modelOf(users: ReturnType<typeof largeShop>, items: number) {
  const registry = defaultModalities();
  const catalog = new Catalog(largeCatalogue(items));
  const known = [...users].sort((left, right) => (left.userId < right.userId ? -1 : 1));
  const userIds = known.map(({ userId }) => userId);
  const indexer = new HistoryIndexer(registry.list(), catalog, userIds);
  const panel = ExpertPanel.fit(registry, {
    catalog,
    users: known.map((user) => indexer.index(user, END)),
    ...{ seed: 1, factors: SETTINGS.factors, cache: new FitCache() },
  });
  const labels = futureLabels(registry).map(({ name, kind }) => ({ name, kind }));
  const reader = new ExpertReader(registry, { catalog, userIds, categories: [], labels }, panel);
  const { schema } = reader;
  const rows = imaginedRows({ schema, rows: 200, candidates: 20, sequence: 8, seed: 1 });
  const network = new FusionNetwork({
    ...{ schema, settings: NETWORK_DEFAULTS, scales: fitScales([rows]) },
    weights: initialWeights(schema, NETWORK_DEFAULTS, RandomSource.fromSeed(1)),
    calibrations: schema.labels.map(() => ({ slope: 1, intercept: 0, error: null })),
    voices: [],
  });
  return new FusionModel(network, reader, { settings: {}, metrics: {} });
}

/** The least that a recommender does that looks at every item. */
function scan(vectors: Float32Array): Int32Array {
  const { dimension } = NETWORK_DEFAULTS;
  const scores = new Float32Array(vectors.length / dimension);
  for (let item = 0; item < scores.length; item += 1) {
    let sum = 0;
    for (let axis = 0; axis < dimension; axis += 1) {
      sum += vectors[axis] * vectors[item * dimension + axis];
    }
    scores[item] = sum;
  }
  return topK(scores, scores.length, SETTINGS.count);
}

function normals(count: number): Float32Array {
  const random = RandomSource.fromSeed(3);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** Milliseconds by the clock and of the processor. */
interface Timed {
  readonly wall: number;
  readonly cpu: number;
}

async function timed(work: () => unknown): Promise<Timed> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1000 };
}

function distribution(times: readonly Timed[]) {
  const of = (kind: keyof Timed, share: number) =>
    quantile(
      times.map((time) => time[kind]),
      share,
    );
  return {
    ...{ median_ms: of('wall', 0.5), p95_ms: of('wall', 0.95), p99_ms: of('wall', 0.99) },
    ...{ cpu_median_ms: of('cpu', 0.5), cpu_p95_ms: of('cpu', 0.95) },
  };
}
