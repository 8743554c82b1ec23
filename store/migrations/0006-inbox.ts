import { run } from './run.ts';

/** The messages that senders named and that were taken in, so that one sent again counts once. */
export const inbox = run([
  `create table inbox (
    source_id text collate "C" not null,
    id text collate "C" not null,
    primary key (source_id, id)
  )`,
]);
