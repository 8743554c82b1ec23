import { run } from './run.ts';

/** Ranges of streams that are read once more, each with a state of its own. */
export const sourceBackfills = run([
  `create table source_backfills (
    source_id text collate "C" not null,
    stream text collate "C" not null,
    range_from text collate "C" not null,
    range_until text collate "C" not null,
    state jsonb,
    records bigint not null default 0,
    events bigint not null default 0,
    duplicates bigint not null default 0,
    rejected bigint not null default 0,
    begun_at bigint not null,
    ended_at bigint,
    last_error text,
    primary key (source_id, stream, range_from, range_until)
  )`,
]);
