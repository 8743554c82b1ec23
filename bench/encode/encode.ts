import { openBackend } from '../../fusion/index.ts';
import {
  FusionNetwork,
  initialWeights,
  NETWORK_DEFAULTS,
  type UserInput,
} from '../../fusion/model/index.ts';
import { RandomSource } from '../../fusion/tensor/index.ts';
import { fitScales } from '../../fusion/training/fit-scales.ts';
import { BatchEncoder, type TrainingSet } from '../../fusion/training/index.ts';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { imaginedRows, servedSchema } from '../imagined-rows.ts';
import { quantile } from '../quantile.ts';

const DEFAULT_USERS = 4_000;
const SETTINGS = { items: 100_000, batch: 250, rounds: 10, warmUp: 2 };

/** Users' features to fused vectors, many at once and one by one. */
export const encode: Benchmark = {
  name: 'encode',
  description:
    'Fused vectors out of features, in batches of 250, beside one user after the other; --size is the users.',
  async run({ size = DEFAULT_USERS, onProgress = () => undefined, signal }) {
    const { kind } = await openBackend();
    const schema = servedSchema(SETTINGS.items);
    const sequence = NETWORK_DEFAULTS.sequenceLength;
    const set = imaginedRows({ schema, rows: size, candidates: 1, sequence, seed: 1 });
    const network = new FusionNetwork({
      ...{ schema, settings: NETWORK_DEFAULTS, scales: fitScales([set]) },
      weights: initialWeights(schema, NETWORK_DEFAULTS, RandomSource.fromSeed(1)),
      calibrations: schema.labels.map(() => ({ slope: 1, intercept: 0, error: null })),
      voices: [],
    });
    const users = Array.from({ length: size }, (_, row) => inputOf(set, row));
    const encoder = new BatchEncoder(network);
    onProgress('taking turns');
    const rates: Record<'batch' | 'single', Rate[]> = { batch: [], single: [] };
    for (let round = 0; round < SETTINGS.warmUp + SETTINGS.rounds; round += 1) {
      signal?.throwIfAborted();
      const batch = rateOf(users, () => {
        for (let from = 0; from < size; from += SETTINGS.batch) {
          encoder.encode(users.slice(from, from + SETTINGS.batch));
        }
      });
      const single = rateOf(users, () => {
        for (const user of users) network.encode(user);
      });
      if (round < SETTINGS.warmUp) continue;
      rates.batch.push(batch);
      rates.single.push(single);
    }
    encoder.dispose();
    const { batch, single } = rates;
    const figures = distribution(batch);
    const ratios = batch.map(({ cpu }, round) => cpu / single[round].cpu);
    return {
      figures: { ...figures, cpu_ratio_single: quantile(ratios, 0.5) },
      spread: {},
      baselines: { 'one by one on plain arrays': distribution(single) },
      settings: { ...SETTINGS, users: size, sequence },
      ...{ seeds: [1], backend: kind },
    } satisfies BenchmarkResult;
  },
};

/** Users a second, by the clock and by the time of the processor. */
interface Rate {
  readonly wall: number;
  readonly cpu: number;
}

function rateOf(users: readonly UserInput[], work: () => void): Rate {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { wall: users.length / seconds, cpu: users.length / ((user + system) / 1e6) };
}

function distribution(rates: readonly Rate[]) {
  const wall = rates.map((rate) => rate.wall);
  return {
    users_per_s: quantile(wall, 0.5),
    users_per_s_p5: quantile(wall, 0.05),
    users_per_cpu_s: quantile(
      rates.map((rate) => rate.cpu),
      0.5,
    ),
  };
}

function inputOf({ schema, modalities, state }: TrainingSet, row: number): UserInput {
  return {
    modalities: modalities.map(({ features, sequence }, modality) => {
      const width = schema.modalities[modality].featureNames.length;
      const [from, to] = sequence ? [sequence.pointers[row], sequence.pointers[row + 1]] : [0, 0];
      return {
        present: true,
        features: features.slice(row * width, (row + 1) * width),
        sequence: sequence && {
          items: sequence.items.slice(from, to),
          types: sequence.types.slice(from, to),
          ages: sequence.ages.slice(from, to),
        },
      };
    }),
    state: state.slice(row * schema.states.length, (row + 1) * schema.states.length),
  };
}
