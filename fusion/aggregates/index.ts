export { EventSeries, SeriesByKey, type WindowSums } from './event-series.ts';
export { renewalAggregates } from './renewal-aggregates.ts';
export { type Aggregate, rhythmAggregates } from './rhythm-aggregates.ts';
