import type { MappedItem } from '../mapping/mapped-record.ts';
import { checkFinite, checkScalars } from './check-attributes.ts';
import type { CheckedItem } from './checked.ts';
import { RecordRejection } from './reasons.ts';
import { checkKey, checkText } from './text.ts';

const MAX_CATEGORIES = 32;

/** @throws {RecordRejection} where a field cannot be kept or a place is not on Earth */
export function checkItem(mapped: MappedItem): CheckedItem {
  const { id, title = null, categories = [], price = null, attributes = {} } = mapped;
  const { latitude = null, longitude = null } = mapped;
  checkKey(id, 'The item id');
  if (title !== null) checkText(title, "The item's title");
  if (categories.length > MAX_CATEGORIES) {
    throw new RecordRejection('item_invalid', `The item has over ${MAX_CATEGORIES} categories.`);
  }
  for (const category of categories) checkKey(category, "An item's category");
  if (price !== null) checkFinite(price, "The item's price");
  checkCoordinate(latitude, 90, 'latitude');
  checkCoordinate(longitude, 180, 'longitude');
  if ((latitude === null) !== (longitude === null)) {
    throw new RecordRejection('item_invalid', 'The item has only one of latitude and longitude.');
  }
  checkScalars(attributes, 'attribute');
  return {
    kind: 'item',
    item: { id, title, categories, price, latitude, longitude, attributes },
    incidental: mapped.incidental ?? false,
  };
}

function checkCoordinate(value: number | null, limit: number, name: string): void {
  if (value === null) return;
  checkFinite(value, `The item's ${name}`);
  if (Math.abs(value) > limit) {
    throw new RecordRejection('item_invalid', `The item's ${name} is beyond ${limit} degrees.`);
  }
}
