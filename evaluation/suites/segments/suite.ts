import { openBackend } from '../../../fusion/index.ts';
import { type Figures, type Suite, SuiteDataAbsentError, type SuiteOptions } from '../../suite.ts';
import { demoProfiles, groupDemo } from './demo.ts';
import { DIGITS_SETTINGS, groupDigits, readDigits } from './digits.ts';
import { groupHouseholds, HOUSEHOLDS_SETTINGS, readHouseholds } from './households.ts';

const SEEDS = [1, 2, 3, 4, 5];
const DEMO_USERS = 2000;

/** Whether learned segments are there: digits whose classes are known, life styles that are planted. */
export const segmentsSuite: Suite = {
  name: 'segments',
  description:
    'Learned segments against known digits and planted life styles, and how they come back among households.',
  async run(options) {
    const seeds = options.seeds ?? SEEDS;
    const digits = await readDigits();
    const households = await stableHouseholds(seeds[0], options);
    const runs: Figures[] = [];
    for (const seed of seeds) {
      options.signal?.throwIfAborted();
      options.onProgress?.(`Grouping digits with seed ${seed}`);
      const start = process.cpuUsage();
      const found = await groupDigits(digits, seed);
      const used = process.cpuUsage(start);
      const seconds = { digits_cpu_seconds: (used.user + used.system) / 1e6 };
      const shop = await demoProfiles(seed, DEMO_USERS, options);
      runs.push({ ...found.figures, ...seconds, ...(await groupDemo(shop, seed)) });
    }
    const { figures, spread } = summarise(runs);
    return {
      figures: { ...figures, ...households },
      spread,
      baselines: {
        'k-means on pixels': { digits_accuracy: 0.532, digits_nmi: 0.478 },
        'autoencoder, k-means': { digits_accuracy: 0.48, digits_nmi: 0.41 },
        'UMAP, k-means': { digits_accuracy: 0.784, digits_nmi: 0.819 },
        'UMAP, Gaussian mixture': { digits_accuracy: 0.815, digits_nmi: 0.829 },
        'k-means on 32 factors of product types, 5 groups': { households_ari: 0.746 },
      },
      settings: {
        digits: DIGITS_SETTINGS,
        households: HOUSEHOLDS_SETTINGS,
        demoUsers: DEMO_USERS,
        demoShops: seeds,
      },
      seeds,
      backend: (await openBackend()).kind,
    };
  },
};

/** Of one seed: 50 resamples tell as much. Without the data, the other figures stand alone. */
async function stableHouseholds(seed: number, options: SuiteOptions): Promise<Figures> {
  try {
    return await groupHouseholds(await readHouseholds(options.dataFolder), seed, options);
  } catch (error) {
    if (!(error instanceof SuiteDataAbsentError)) throw error;
    options.onProgress?.(`No figures of households: ${error.message}`);
    return {};
  }
}

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
