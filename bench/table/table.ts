import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openBackend } from '../../fusion/index.ts';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { quantile } from '../quantile.ts';
import { SHOP, shopRows } from '../step/shop.ts';
import { Steps } from '../step/steps.ts';

const run = promisify(execFile);
const DEFAULT_ITEMS = 1_000_000;
const TURNS = { warmUp: 10, rounds: 12, steps: 8 };

/** How a training step and its memory grow with the number of items whose vectors are learned. */
export const table: Benchmark = {
  name: 'table',
  description:
    'Training steps and peak memory with tables of 10,000 rows and more; --size is the largest (1000000).',
  async run({ size = DEFAULT_ITEMS, onProgress = () => undefined, signal }) {
    const sizes = [10_000, 100_000, size].filter((rows) => rows <= size);
    const { kind } = await openBackend();
    const figures: Record<string, number> = {};
    const spread: Record<string, number> = {};
    for (const rows of new Set([sizes[0], size])) {
      onProgress(`training from beginning to end with ${rows} items`);
      figures[`peak_mb_${rows}`] = await peakOfTraining(rows, signal);
    }
    onProgress(`taking turns with ${sizes.join(', ')} items`);
    const measured = takeTurns(sizes);
    const [smallest] = sizes;
    for (const [rows, rounds] of measured) {
      const times = rounds.flatMap((round) => round.times);
      figures[`step_median_ms_${rows}`] = quantile(times, 0.5);
      figures[`step_p95_ms_${rows}`] = quantile(times, 0.95);
      figures[`step_cpu_ms_${rows}`] = quantile(rounds.map(cpuOfStep), 0.5);
      if (rows === smallest) continue;
      const base = measured.get(smallest)!;
      const ratios = rounds.map((round, at) => cpuOfStep(round) / cpuOfStep(base[at]));
      const middle = quantile(ratios, 0.5);
      figures[`cpu_ratio_${rows}`] = middle;
      spread[`cpu_ratio_${rows}`] = quantile(
        ratios.map((ratio) => Math.abs(ratio - middle)),
        0.5,
      );
      figures[`ratio_${rows}`] = quantile(
        rounds.map(({ times: own }, at) => quantile(own, 0.5) / quantile(base[at].times, 0.5)),
        0.5,
      );
    }
    onProgress("the same with items drawn by Zipf's law");
    const [fewest, most] = takeTurns([smallest, size], true).values();
    const zipf = most.map((round, at) => cpuOfStep(round) / cpuOfStep(fewest[at]));
    figures[`zipf_cpu_ratio_${size}`] = quantile(zipf, 0.5);
    return {
      ...{ figures, spread, baselines: {} },
      settings: { ...TURNS, ...SHOP, sizes, dimensions: 'two tables of 32' },
      ...{ seeds: [1], backend: kind },
    } satisfies BenchmarkResult;
  },
};

type Round = ReturnType<Steps['run']>;

/** Turn by turn, so that what else the machine does falls on all sizes alike. */
function takeTurns(
  sizes: readonly number[],
  isZipf = false,
): ReadonlyMap<number, readonly Round[]> {
  const contenders = new Map(sizes.map((rows) => [rows, new Steps(shopRows(rows, isZipf))]));
  for (const steps of contenders.values()) steps.run(TURNS.warmUp);
  const measured = new Map<number, Round[]>(sizes.map((rows) => [rows, []]));
  for (let round = 0; round < TURNS.rounds; round += 1) {
    for (const [rows, steps] of contenders) measured.get(rows)!.push(steps.run(TURNS.steps));
  }
  return measured;
}

function cpuOfStep({ cpuMs, times }: Round): number {
  return cpuMs / times.length;
}

/** In a process of its own: the most that it ever had, in MB. */
async function peakOfTraining(rows: number, signal: AbortSignal | undefined): Promise<number> {
  const program = fileURLToPath(new URL('learn.ts', import.meta.url));
  const command = ['--import', 'tsx', program, String(rows)];
  const { stdout } = await run(process.execPath, command, { signal });
  return (JSON.parse(stdout) as { peakMb: number }).peakMb;
}
