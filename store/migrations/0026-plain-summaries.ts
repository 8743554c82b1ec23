import { run } from './run.ts';

/**
 * A summary is checked where it is made, and kept in its row as it is up to 6,000 bytes: to look through
 * it for JSON and to press it together took longer than all else of writing a profile.
 */
export const plainSummaries = run([
  'alter table profiles alter column summary type text using summary::text',
  'alter table profiles set (toast_tuple_target = 6000)',
]);
