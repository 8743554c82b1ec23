import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FIT_DEFAULTS } from '../../fusion/training/index.ts';
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import { quantile } from '../quantile.ts';
import { Contender } from './contender.ts';
import { exportTraining } from './export-training.ts';
import { findPyTorch } from './find-pytorch.ts';
import { SHOP, shopRows } from './shop.ts';
import { Steps, type StepTimes } from './steps.ts';

const DEFAULT_ITEMS = 20_000;
/** Turn by turn, so that what else the machine does falls on all alike. */
const TURNS = { warmUp: 10, rounds: 12, steps: 10, compared: 8 };
const PEER = 'pytorch';

/** A training step of the network as it is served, beside the same network in PyTorch. */
export const step: Benchmark = {
  name: 'step',
  description:
    'One training step on one core beside the same network in PyTorch; --size is the number of items.',
  async run(options: BenchmarkOptions): Promise<BenchmarkResult> {
    const { size = DEFAULT_ITEMS, onProgress = () => undefined } = options;
    const folder = await mkdtemp(join(tmpdir(), 'portrait-step-'));
    const contenders = new Map<string, Contender>();
    try {
      const python = await findPyTorch(onProgress);
      onProgress('writing the batches');
      await exportTraining(folder, new Steps(shopRows(size)));
      const peer = fileURLToPath(new URL('peer.py', import.meta.url));
      contenders.set(PEER, await Contender.start([python, peer, folder]));
      contenders.set('wasm', await startOurs('wasm', size));
      const native = await startOurs('native', size).catch(() => null);
      if (native) contenders.set('native', native);
      else onProgress('native TensorFlow is not installed (npm run native): left out');
      const difference = await compareLosses(contenders);
      onProgress('taking turns');
      const measured = await takeTurns(contenders, options.signal);
      return {
        ...summarise(measured, difference),
        settings: { ...TURNS, ...SHOP, items: size, cores: 1, fit: FIT_DEFAULTS },
        seeds: [1],
        backend: [...contenders.keys()].filter((name) => name !== PEER).join(', '),
      };
    } finally {
      for (const contender of contenders.values()) contender.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function startOurs(backend: string, size: number): Promise<Contender> {
  const program = fileURLToPath(new URL('ours.ts', import.meta.url));
  const command = [process.execPath, '--import', 'tsx', program, String(size)];
  return Contender.start(command, { PORTRAIT_BACKEND: backend });
}

/** The first steps from the same weights, without noise: the greatest relative difference of the losses. */
async function compareLosses(contenders: ReadonlyMap<string, Contender>): Promise<number> {
  const losses: (readonly number[])[] = [];
  for (const contender of contenders.values()) {
    losses.push((await contender.run(TURNS.compared, 0)).losses);
    await contender.run(TURNS.warmUp, 1);
  }
  const [first, ...others] = losses;
  return Math.max(
    ...others.flatMap((own) => own.map((loss, at) => Math.abs(loss / first[at] - 1))),
  );
}

async function takeTurns(
  contenders: ReadonlyMap<string, Contender>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly StepTimes[]>> {
  const measured = new Map<string, StepTimes[]>([...contenders.keys()].map((name) => [name, []]));
  for (let round = 0; round < TURNS.rounds; round += 1) {
    for (const [name, contender] of contenders) {
      signal?.throwIfAborted();
      measured.get(name)!.push(await contender.run(TURNS.steps, 1));
    }
  }
  return measured;
}

function summarise(measured: ReadonlyMap<string, readonly StepTimes[]>, difference: number) {
  const peers = measured.get(PEER)!;
  const figures: Record<string, number> = { loss_difference: difference };
  const spread: Record<string, number> = {};
  for (const [name, rounds] of measured) {
    if (name === PEER) continue;
    for (const [figure, value] of Object.entries(distribution(rounds))) {
      figures[`${name}_${figure}`] = value;
    }
    // Each round beside the peer's of the same minute.
    const ratios = rounds.map(({ cpuMs }, at) => cpuMs / peers[at].cpuMs);
    const wall = rounds.map(
      ({ times }, at) => quantile(times, 0.5) / quantile(peers[at].times, 0.5),
    );
    figures[`${name}_ratio`] = quantile(wall, 0.5);
    figures[`${name}_cpu_ratio`] = quantile(ratios, 0.5);
    spread[`${name}_ratio`] = deviation(wall);
    spread[`${name}_cpu_ratio`] = deviation(ratios);
  }
  return { figures, spread, baselines: { [PEER]: distribution(peers) } };
}

function distribution(rounds: readonly StepTimes[]) {
  const times = rounds.flatMap((round) => round.times);
  const cpu = rounds.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  return {
    step_median_ms: quantile(times, 0.5),
    step_p95_ms: quantile(times, 0.95),
    step_p99_ms: quantile(times, 0.99),
    step_cpu_ms: cpu / times.length,
  };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
