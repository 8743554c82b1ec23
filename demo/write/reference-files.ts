import path from 'node:path';
import type { Random } from '../random.ts';
import type { Catalogue } from '../shop/catalogue.ts';
import { CATEGORY_TREES } from '../shop/category-trees.ts';
import type { City } from '../shop/city.ts';
import { DAY, isoInstant, SHOP_START } from '../time.ts';
import { csvLine, LineFile } from './line-file.ts';

const REPRICED = 0.04;

/** Writes `items.csv`; some items come twice, the later row with a new price. */
export function writeCatalogue(random: Random, catalogue: Catalogue, folder: string): void {
  const file = new LineFile(path.join(folder, 'items.csv'));
  file.line('sku,title,category,brand,price,updated_at');
  for (const { sku, title, tree, leafName, brand, price } of catalogue.items) {
    const category = `${CATEGORY_TREES[tree]!.name} > ${leafName}`;
    const row = (of: number, updatedAt: number): string =>
      csvLine([sku, title, category, brand, of.toFixed(2), isoInstant(updatedAt)]);
    const listedAt = SHOP_START - 30 * DAY;
    if (random.chance(REPRICED)) file.line(row(price * 1.15, listedAt - 30 * DAY));
    file.line(row(price, listedAt));
  }
  file.close();
}

/** Writes `places.csv`: the shop's places with their hours. */
export function writePlaces(city: City, folder: string): void {
  const file = new LineFile(path.join(folder, 'places.csv'));
  file.line(
    'place_id,name,kind,neighbourhood,latitude,longitude,opens_at,closes_at,open_on_sunday',
  );
  for (const place of city.places) {
    const { id, name, kind, neighbourhood, latitude, longitude, opensAt, closesAt } = place;
    const hours = [`${opensAt}:00`, `${closesAt}:00`, place.openOnSunday];
    file.line(csvLine([id, name, kind, neighbourhood, latitude, longitude, ...hours]));
  }
  file.close();
}
