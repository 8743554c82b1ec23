import { run } from './run.ts';

/** The feed is read in its own order alone; an index by user cost as much as storing the change. */
export const changesByOrder = run(['alter table changes drop constraint if exists changes_pkey']);
