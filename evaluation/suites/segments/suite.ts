import { openBackend } from '../../../fusion/index.ts';
import type { Figures, Suite } from '../../suite.ts';
import { demoProfiles, groupDemo } from './demo.ts';
import { DIGITS_SETTINGS, groupDigits, readDigits } from './digits.ts';

const SEEDS = [1, 2, 3, 4, 5];
const DEMO_USERS = 2000;

/** Whether learned segments are there: digits whose classes are known, life styles that are planted. */
export const segmentsSuite: Suite = {
  name: 'segments',
  description: 'Learned segments against known digits and against the planted life styles.',
  async run(options) {
    const seeds = options.seeds ?? SEEDS;
    const digits = await readDigits();
    const shop = await demoProfiles(seeds[0], DEMO_USERS, options);
    const runs: Figures[] = [];
    for (const seed of seeds) {
      options.signal?.throwIfAborted();
      options.onProgress?.(`Grouping digits and users with seed ${seed}`);
      const start = process.cpuUsage();
      const found = await groupDigits(digits, seed);
      const used = process.cpuUsage(start);
      const seconds = { digits_cpu_seconds: (used.user + used.system) / 1e6 };
      runs.push({ ...found.figures, ...seconds, ...(await groupDemo(shop, seed)) });
    }
    return {
      ...summarise(runs),
      baselines: {
        'k-means on pixels': { digits_accuracy: 0.532, digits_nmi: 0.478 },
        'autoencoder, k-means': { digits_accuracy: 0.48, digits_nmi: 0.41 },
        'UMAP, k-means': { digits_accuracy: 0.784, digits_nmi: 0.819 },
        'UMAP, Gaussian mixture': { digits_accuracy: 0.815, digits_nmi: 0.829 },
      },
      settings: { digits: DIGITS_SETTINGS, demoUsers: DEMO_USERS, demoSeed: seeds[0] },
      seeds,
      backend: (await openBackend()).kind,
    };
  },
};

/** Means and standard deviations over the runs. */
function summarise(runs: readonly Figures[]): { figures: Figures; spread: Figures } {
  const figures: Record<string, number> = {};
  const spread: Record<string, number> = {};
  for (const name of Object.keys(runs[0])) {
    const values = runs.map((run) => run[name]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    figures[name] = mean;
    spread[name] = Math.sqrt(squares / Math.max(1, values.length - 1));
  }
  return { figures, spread };
}
