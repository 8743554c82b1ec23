import { readAhead, topK } from '../linear/index.ts';
import type { Arrivals } from './arrivals.ts';
import type { Catalog } from './catalog.ts';
import type { ExpertTrainingData } from './expert-training-data.ts';
import type { ColumnBlock, FittedExpert } from './fitted-expert.ts';
import type { IndexedHistory } from './indexed-history.ts';
import { PartsReader, PartsWriter } from './parts.ts';

const COLUMNS = [
  { name: 'popularity', initialWeight: 0.1 },
  { name: 'popularity_late', initialWeight: 0 },
  { name: 'category_quality', initialWeight: 0 },
] as const;

/** What holds for every user: how popular items are, how lately, and how well their categories do. */
export class PopularityExpert implements FittedExpert {
  readonly columns = COLUMNS;
  readonly candidateShare = 0.06;
  readonly stateNames: readonly string[] = [];
  readonly featureNames: readonly string[] = [];
  readonly #values: Float32Array;
  readonly #order: Int32Array;

  /**
   * @param counts [items], users of each item
   * @param late [items], the same with each user's first item counting 0 and the last 1
   */
  private constructor(
    private readonly counts: Float32Array,
    private readonly late: Float32Array,
    catalog: Catalog,
  ) {
    const sums = new Float64Array(catalog.categories.length);
    const sizes = new Float64Array(catalog.categories.length);
    catalog.categoriesOf.forEach((own, item) => {
      for (const category of own) {
        sums[category] += counts[item];
        sizes[category] += 1;
      }
    });
    this.#values = new Float32Array(counts.length * COLUMNS.length);
    counts.forEach((count, item) => {
      let quality = 0;
      const own = catalog.categoriesOf[item];
      for (const category of own) quality += sums[category] / sizes[category] / own.length;
      this.#values.set(
        [Math.log1p(count), Math.log((late[item] + 1) / (0.5 * count + 1)), Math.log1p(quality)],
        item * COLUMNS.length,
      );
    });
    this.#order = topK(counts, counts.length, counts.length);
  }

  static fit(data: ExpertTrainingData): PopularityExpert {
    const counts = new Float32Array(data.catalog.size);
    const late = new Float32Array(data.catalog.size);
    for (const { interactions } of data.users) {
      interactions.items.forEach((item, place) => {
        counts[item] += 1;
        late[item] += (place + 0.5) / interactions.items.length;
      });
    }
    return new PopularityExpert(counts, late, data.catalog);
  }

  static fromParts(parts: ReadonlyMap<string, Uint8Array>, catalog: Catalog): PopularityExpert {
    const reader = new PartsReader(parts);
    return new PopularityExpert(reader.floats('counts'), reader.floats('late'), catalog);
  }

  knowing(arrivals: Arrivals): PopularityExpert {
    const [counts, late] = [this.counts, this.late].map((values) => arrivals.append(values, 1));
    return new PopularityExpert(counts, late, arrivals.catalog);
  }

  toParts(): Map<string, Uint8Array> {
    return new PartsWriter().numbers('counts', this.counts).numbers('late', this.late).parts;
  }

  state(): Float32Array {
    return new Float32Array(0);
  }

  features(): null {
    return null;
  }

  knows(): boolean {
    return true;
  }

  candidates(history: IndexedHistory, count: number): Int32Array {
    const own = new Set(history.interactions.items);
    const found: number[] = [];
    for (const item of this.#order) {
      if (found.length >= count) break;
      if (!own.has(item)) found.push(item);
    }
    return Int32Array.from(found);
  }

  scores(_history: IndexedHistory, items: Int32Array, into: ColumnBlock): void {
    const width = COLUMNS.length;
    readAhead(this.#values, items, width);
    for (let c = 0; c < items.length; c += 1) {
      const at = c * into.stride + into.offset;
      for (let k = 0; k < width; k += 1) {
        into.values[at + k] = items[c] < 0 ? Number.NaN : this.#values[items[c] * width + k];
      }
    }
  }
}
