import { run } from './run.ts';

/**
 * What rules read of an item, from when on; of items of before nobody knows what they were, so that they
 * count as having been what they are.
 */
export const itemVersions = run([
  `create table item_versions (
    item_id text collate "C" not null,
    since bigint not null,
    categories jsonb not null,
    latitude float8,
    longitude float8,
    primary key (item_id, since)
  )`,
  `insert into item_versions (item_id, since, categories, latitude, longitude)
    select id, 0, categories, latitude, longitude from items`,
]);
