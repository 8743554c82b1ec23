import { run } from './run.ts';

/** Which process works on which range of users, and which processes there are. */
export const workRanges = run([
  `create table work_ranges (
    consumer text collate "C" not null,
    range integer not null,
    owner text collate "C",
    owned_until bigint not null default 0,
    primary key (consumer, range)
  )`,
  `create table workers (
    consumer text collate "C" not null,
    owner text collate "C" not null,
    alive_until bigint not null,
    primary key (consumer, owner)
  )`,
]);
