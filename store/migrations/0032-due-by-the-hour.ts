import { run } from './run.ts';

/**
 * When a verdict holds no longer moves on with every event that a window slides over, and a column that an
 * index has makes the new version of a row cost an entry in each. The hour seldom moves.
 */
export const dueByTheHour = run([
  'alter table memberships add column due_hour bigint generated always as (valid_until / 3600000) stored',
  'create index memberships_by_due_hour on memberships (due_hour) where due_hour is not null',
  'drop index memberships_due',
]);
