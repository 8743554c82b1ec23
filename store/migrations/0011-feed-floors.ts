import { run } from './run.ts';

/** Up to where each history is no longer kept as a feed. */
export const feedFloors = run([
  `create table feed_floors (
    feed text collate "C" primary key,
    transaction xid8 not null,
    sequence bigint not null
  )`,
]);
