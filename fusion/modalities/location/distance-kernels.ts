import type { Points } from '../../experts/indexed-history.ts';
import { fade } from '../../experts/interaction-matrix.ts';
import { median, Viewpoint } from './geography.ts';

const LONGEST_HISTORY = 300;
const MOST_FOR_MEDIAN = 40;
/** Beyond this, only the widest kernel still sees a point. */
const FAR_KM = 120;
const FLOOR = 1e-4;

export const KERNEL_COLUMNS = [
  'near',
  'near_last',
  'near_last_3',
  'near_last_10',
  'kernel_200m',
  'kernel_500m',
  'kernel_2km',
  'kernel_10km',
  'kernel_20km',
  'kernel_2km_keep_97',
  'kernel_2km_keep_90',
  'kernel_10km_keep_90',
  'kernel_50km_keep_90',
  'kernel_1km_keep_80',
  'kernel_5km_keep_80',
  'kernel_2km_keep_70',
  'kernel_10km_keep_70',
  'category_1km',
  'category_5km',
  'usual_distance',
] as const;

/**
 * Log-scores of a place by its distances to where a user was: exp(-d/s) at several scales s, with
 * all points equal or the last ones counting more, and the same over points of a like category.
 */
export class DistanceKernels {
  readonly #latitude: Float64Array;
  readonly #longitude: Float64Array;
  readonly #items: Int32Array;
  readonly #keep: Readonly<Record<'all' | 'k97' | 'k90' | 'k80' | 'k70', Float64Array>>;
  readonly #distances: Float64Array;

  constructor(points: Points) {
    this.#latitude = points.latitude.slice(-LONGEST_HISTORY);
    this.#longitude = points.longitude.slice(-LONGEST_HISTORY);
    this.#items = points.items.slice(-LONGEST_HISTORY);
    const count = this.#latitude.length;
    const shares = (keep: number): Float64Array => {
      const faded = fade(new Float64Array(count).fill(1), keep);
      const sum = faded.reduce((total, value) => total + value, 0);
      return faded.map((value) => value / sum);
    };
    this.#keep = {
      all: shares(1),
      k97: shares(0.97),
      k90: shares(0.9),
      k80: shares(0.8),
      k70: shares(0.7),
    };
    this.#distances = new Float64Array(count);
  }

  /** @param likeness how alike two items' categories are, 0 to 1 */
  write(
    latitude: number,
    longitude: number,
    item: number,
    likeness: (left: number, right: number) => number,
    values: Float32Array,
    at: number,
  ): void {
    const { all, k97, k90, k80, k70 } = this.#keep;
    const count = this.#distances.length;
    let near = Number.POSITIVE_INFINITY;
    let near3 = near;
    let near10 = near;
    let s02 = 0;
    let s05 = 0;
    let s2 = 0;
    let s10 = 0;
    let s20 = 0;
    let s2k97 = 0;
    let s2k90 = 0;
    let s10k90 = 0;
    let s50k90 = 0;
    let s1k80 = 0;
    let s5k80 = 0;
    let s2k70 = 0;
    let s10k70 = 0;
    let c1 = 0;
    let c5 = 0;
    const here = new Viewpoint(latitude, longitude);
    for (let p = 0; p < count; p += 1) {
      const distance = here.distanceKm(this.#latitude[p], this.#longitude[p]);
      this.#distances[p] = distance;
      if (distance < near) near = distance;
      if (p >= count - 10 && distance < near10) near10 = distance;
      if (p >= count - 3 && distance < near3) near3 = distance;
      s50k90 += k90[p] * Math.exp(-distance / 50);
      if (distance > FAR_KM) continue;
      // One exponential for all scales: the narrower kernels are its powers.
      const e20 = Math.exp(-distance / 20);
      const e10 = e20 * e20;
      const e5 = e10 * e10;
      const e2 = e5 * e5 * e10;
      const e1 = e2 * e2;
      const e05 = e1 * e1;
      s20 += all[p] * e20;
      s10 += all[p] * e10;
      s10k90 += k90[p] * e10;
      s10k70 += k70[p] * e10;
      s5k80 += k80[p] * e5;
      s2 += all[p] * e2;
      s2k97 += k97[p] * e2;
      s2k90 += k90[p] * e2;
      s2k70 += k70[p] * e2;
      s1k80 += k80[p] * e1;
      s05 += all[p] * e05;
      s02 += all[p] * e05 * e05 * e1;
      if (this.#items[p] >= 0 && e5 > 1e-3) {
        const like = likeness(this.#items[p], item);
        c1 += k97[p] * e1 * like;
        c5 += k97[p] * e5 * like;
      }
    }
    values[at] = -Math.log(near + 0.1);
    values[at + 1] = -Math.log(this.#distances[count - 1] + 0.3);
    values[at + 2] = -Math.log(near3 + 0.3);
    values[at + 3] = -Math.log(near10 + 0.2);
    values[at + 4] = Math.log(s02 + FLOOR);
    values[at + 5] = Math.log(s05 + FLOOR);
    values[at + 6] = Math.log(s2 + FLOOR);
    values[at + 7] = Math.log(s10 + FLOOR);
    values[at + 8] = Math.log(s20 + FLOOR);
    values[at + 9] = Math.log(s2k97 + FLOOR);
    values[at + 10] = Math.log(s2k90 + FLOOR);
    values[at + 11] = Math.log(s10k90 + FLOOR);
    values[at + 12] = Math.log(s50k90 + FLOOR);
    values[at + 13] = Math.log(s1k80 + FLOOR);
    values[at + 14] = Math.log(s5k80 + FLOOR);
    values[at + 15] = Math.log(s2k70 + FLOOR);
    values[at + 16] = Math.log(s10k70 + FLOOR);
    values[at + 17] = Math.log(10 * c1 + FLOOR);
    values[at + 18] = Math.log(10 * c5 + FLOOR);
    values[at + 19] = -Math.log(median(this.#distances.slice(-MOST_FOR_MEDIAN)) + 1);
  }
}
