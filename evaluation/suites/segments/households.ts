import { defaultModalities, type Item, RandomSource } from '../../../fusion/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { assign } from '../../../segments/learned/assign.ts';
import { meanAgreement, resample } from '../../../segments/learned/clustering/count-stabilities.ts';
import { encoderInput } from '../../../segments/learned/encoder-input.ts';
import { formCompact, formGroups } from '../../../segments/learned/form-groups.ts';
import { blocksOf, formLearned } from '../../../segments/learned/form-learned.ts';
import { fitColumns, type ProfileInput } from '../../../segments/learned/profile-columns.ts';
import { AUTOENCODER_DEFAULTS } from '../../../segments/learned/train-autoencoder.ts';
import { type CompleteJourney, readCompleteJourney } from '../../datasets/complete-journey.ts';
import { adjustedRandIndex } from '../../metrics/index.ts';
import type { Figures, SuiteOptions } from '../../suite.ts';

const MODALITY = 'transactions';
const CATEGORIES = 100;
const RESAMPLES = 50;

export const HOUSEHOLDS_SETTINGS = { categories: CATEGORIES, resamples: RESAMPLES };

const language = languageOf('en', defaultModalities());
const isShare = (modality: string, feature: string) =>
  language.labelOf(modality, feature).unit === 'percent';

/**
 * The grocer's households as segments are learned from them: the features of their transactions, with
 * the most common categories.
 * @throws {SuiteDataAbsentError}
 */
export async function readHouseholds(dataFolder?: string): Promise<ProfileInput[]> {
  const journey = await readCompleteJourney(dataFolder);
  const { lines, products, households } = journey;
  const items = new Map(products.map(({ id, category }) => [id, itemOf(id, category)]));
  const context = {
    asOf: lines.at[lines.at.length - 1],
    categories: commonCategories(journey),
    item: (id: string) => items.get(id) ?? null,
    // The grocer's products have no prices of their own.
    priceRank: () => null,
  };
  const modality = defaultModalities().get(MODALITY);
  const names = modality.featureNames(context);
  return linesOf(journey).map((own, household) => {
    const events = own.map((line) => ({
      ...{ id: String(line), modality: MODALITY, type: 'purchase', at: lines.at[line] },
      ...{ itemId: products[lines.product[line]].id, otherUserId: null, value: lines.value[line] },
      attributes: {
        orderId: String(lines.basket[line]),
        ...(lines.couponDiscount[line] > 0 && { coupon: 'coupon' }),
      },
    }));
    const values = modality.features(
      { userId: households[household], events, traits: {} },
      context,
    )!;
    const features = names.map((name, place) => ({ name, value: values[place] }));
    return {
      modalities: [{ name: MODALITY, present: true, events: own.length, features }],
      vector: [],
    };
  });
}

function itemOf(id: string, category: string): Item {
  const nowhere = { latitude: null, longitude: null };
  return { id, title: null, categories: [category], price: null, ...nowhere, attributes: {} };
}

function commonCategories({ lines, products }: CompleteJourney): string[] {
  const counts = new Map<string, number>();
  for (const product of lines.product) {
    const { category } = products[product];
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .slice(0, CATEGORIES)
    .map(([category]) => category);
}

/** [households], in order of time. */
function linesOf({ lines, households }: CompleteJourney): number[][] {
  const own = households.map((): number[] => []);
  lines.household.forEach((household, line) => {
    own[household].push(line);
  });
  return own;
}

/**
 * Forms segments of the households as the service does, and as often anew of households drawn with
 * replacement, from the scales of the features on. Everybody is assigned by each; how far the
 * groupings agree is the stability.
 */
export async function groupHouseholds(
  households: readonly ProfileInput[],
  seed: number,
  { signal, onProgress }: Pick<SuiteOptions, 'signal' | 'onProgress'>,
  resamples = RESAMPLES,
): Promise<Figures> {
  const start = process.cpuUsage();
  const whole = await formLearned(households, language, {
    autoencoder: { seed },
  });
  const count = whole.groups.length;
  const form = whole.compact ? formCompact : formGroups;
  const random = RandomSource.fromSeed(seed);
  const groupings: number[][] = [];
  for (let draw = 1; draw <= resamples; draw += 1) {
    signal?.throwIfAborted();
    onProgress?.(`Forming segments of other households, ${draw} of ${resamples}`);
    const drawn = resample(households, random);
    const columns = fitColumns(drawn, isShare);
    const inputs = drawn.map((household) => encoderInput(columns, household));
    const settings = { ...AUTOENCODER_DEFAULTS, seed: seed + draw };
    const { encoder, head } = await form(inputs, blocksOf(columns), [count], settings);
    const grouping = { columns, encoder, head };
    groupings.push(households.map((household) => assign(grouping, household).group));
  }
  const used = process.cpuUsage(start);
  const withWhole = groupings.map((grouping) => adjustedRandIndex(grouping, whole.assignment));
  return {
    households_ari: meanAgreement(groupings),
    households_ari_whole: withWhole.reduce((sum, one) => sum + one, 0) / resamples,
    households_clusters: count,
    households_cpu_seconds: (used.user + used.system) / 1e6,
  };
}
