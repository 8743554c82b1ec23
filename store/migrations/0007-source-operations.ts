import { run } from './run.ts';

/**
 * What operating a source takes: switches, the run under way, throughput by the minute, daily quality
 * figures, and which source said what of whom, so that a source can be removed with what came from it.
 */
export const sourceOperations = run([
  `create table source_runs (
    source_id text collate "C" not null,
    stream text collate "C" not null,
    started_at bigint,
    seen_at bigint not null,
    ended_at bigint,
    failed_action text,
    records bigint not null default 0,
    events bigint not null default 0,
    primary key (source_id, stream)
  )`,
  `create table source_controls (
    source_id text collate "C" primary key,
    paused_at bigint,
    quarantined_at bigint,
    quarantine_reason text,
    released_at bigint,
    accepted_at bigint,
    removing_at bigint,
    removed_at bigint
  )`,
  `create table source_minutes (
    source_id text collate "C" not null,
    stream text collate "C" not null,
    minute bigint not null,
    records bigint not null,
    events bigint not null,
    rejected bigint not null,
    primary key (source_id, stream, minute)
  )`,
  `create table source_quality (
    source_id text collate "C" not null,
    stream text collate "C" not null,
    day bigint not null,
    field text collate "C" not null,
    counted bigint not null,
    numbers bigint not null,
    minimum float8,
    maximum float8,
    total float8 not null,
    squares float8 not null,
    primary key (source_id, stream, day, field)
  )`,
  `create table external_id_sources (
    kind text collate "C" not null,
    value text collate "C" not null,
    source_id text collate "C" not null,
    primary key (kind, value, source_id)
  )`,
  'create index external_id_sources_source on external_id_sources (source_id)',
  `create table consent_words (
    user_id text collate "C" not null,
    purpose text collate "C" not null,
    source_id text collate "C" not null,
    granted boolean not null,
    version text collate "C" not null,
    primary key (user_id, purpose, source_id)
  )`,
  'create index consent_words_source on consent_words (source_id)',
  `create table user_removals (
    user_id text collate "C" not null,
    source_id text collate "C" not null,
    sequence bigint not null default nextval('history_sequence'),
    removed_at bigint not null,
    primary key (user_id, source_id)
  )`,
  'create index traits_source on traits (source_id)',
  'create index items_source on items (source_id)',
]);
