import { run } from './run.ts';

/** Until when what people did has taught an adaptation policy, so that every event teaches once. */
export const policiesLearned = run([
  'alter table adaptation_revisions add column taught_through bigint',
]);
