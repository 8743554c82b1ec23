import type { Catalog } from '../../experts/catalog.ts';
import { PlaceGrid } from './geography.ts';

const REACH_KM = 30;
/** Wide: what is looked for lies within the reach. */
const CELL_KM = 5;

/** The logarithm of the popularity around each place, at three scales; [items], NaN without a place. */
export interface Liveliness {
  readonly area03: Float64Array;
  readonly area2: Float64Array;
  readonly area10: Float64Array;
}

/**
 * @param counts [items], users of each item
 * @param known of the first items, which stay as they are; null computes all
 */
export function liveliness(
  catalog: Catalog,
  counts: Float64Array,
  known: Liveliness | null = null,
): Liveliness {
  const grid = new PlaceGrid(catalog.latitude, catalog.longitude, CELL_KM);
  const begin = (first: Float64Array | undefined) => {
    const values = new Float64Array(catalog.size).fill(Number.NaN);
    if (first !== undefined) values.set(first);
    return values;
  };
  const area03 = begin(known?.area03);
  const area2 = begin(known?.area2);
  const area10 = begin(known?.area10);
  for (let item = known?.area03.length ?? 0; item < catalog.size; item += 1) {
    if (!catalog.hasPlace(item)) continue;
    let here = -counts[item];
    let near = -counts[item];
    let wide = 0;
    const at = [catalog.latitude[item], catalog.longitude[item]] as const;
    grid.within(...at, REACH_KM, (other, distance) => {
      if (counts[other] === 0) return;
      const e10 = Math.exp(-distance / 10);
      wide += counts[other] * e10;
      if (distance < 12) near += counts[other] * e10 ** 5;
      if (distance < 3) here += counts[other] * Math.exp(-distance / 0.3);
    });
    area03[item] = Math.log1p(Math.max(here, 0));
    area2[item] = Math.log1p(Math.max(near, 0));
    area10[item] = Math.log1p(wide);
  }
  return { area03, area2, area10 };
}
