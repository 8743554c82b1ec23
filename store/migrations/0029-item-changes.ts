import { run } from './run.ts';

/** In which transaction items were stored or changed, for models that were trained before. */
export const itemChanges = run([
  'alter table items add column changed_in xid8 not null default pg_current_xact_id()',
  'create index items_by_change on items (changed_in)',
]);
