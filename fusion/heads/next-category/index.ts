export { type BasketEntry, type BasketLog, basketLog } from './basket-log.ts';
export { type RepeatCandidates, repeatCandidates } from './repeat-features.ts';
