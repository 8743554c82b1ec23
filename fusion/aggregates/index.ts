export { EventSeries, SeriesByKey, type WindowSums } from './event-series.ts';
export { type Aggregate, rhythmAggregates } from './rhythm-aggregates.ts';
