export { type ItemContent, itemLikeness } from './item-likeness.ts';
export { contentOf, type Origin, originFromParts, originToParts } from './origin.ts';
export { startFrom, TransferError } from './start-from.ts';
