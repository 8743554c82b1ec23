import { run } from './run.ts';

/** Finds the newest events of a user, and the last one stored, without reading all of them. */
export const longHistories = run([
  'create index events_by_time on events (user_id, at desc, id desc)',
  'create index events_by_sequence on events (user_id, sequence desc)',
]);
