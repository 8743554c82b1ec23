import { run } from './run.ts';

/** Items, how far each stream of each source has come, and the rows that could not be taken in. */
export const itemsAndSources = run([
  `create table items (
    id text collate "C" primary key,
    title text,
    categories jsonb not null,
    price float8,
    latitude float8,
    longitude float8,
    attributes jsonb not null,
    source_id text collate "C" not null,
    version text collate "C" not null,
    content_hash text collate "C" not null
  )`,
  `create table source_states (
    source_id text collate "C" not null,
    stream text collate "C" not null,
    state jsonb,
    watermark bigint,
    records bigint not null default 0,
    events bigint not null default 0,
    duplicates bigint not null default 0,
    rejected bigint not null default 0,
    last_success_at bigint,
    last_error_at bigint,
    last_error text,
    primary key (source_id, stream)
  )`,
  `create table dead_letters (
    id text collate "C" primary key,
    source_id text collate "C" not null,
    stream text collate "C" not null,
    record_key text,
    position text,
    reason text not null,
    message text not null,
    record jsonb not null,
    at bigint not null,
    replayed_at bigint
  )`,
  'create index dead_letters_pending on dead_letters (at desc, id desc) where replayed_at is null',
]);
