import { run } from './run.ts';

/** The read model of each user with the history of its versions, and the models that made them. */
export const profilesAndModels = run([
  `create table profiles (
    user_id text collate "C" primary key,
    version bigint not null,
    through_sequence bigint not null,
    model_id text collate "C" not null,
    as_of bigint not null,
    vector vector not null,
    summary jsonb not null,
    computed_at bigint not null
  )`,
  `create table profile_history (
    user_id text collate "C" not null,
    sequence bigserial not null,
    transaction xid8 not null default pg_current_xact_id(),
    version bigint not null,
    through_sequence bigint not null,
    model_id text collate "C" not null,
    as_of bigint not null,
    computed_at bigint not null,
    primary key (user_id, sequence)
  )`,
  'create index profile_history_order on profile_history (transaction, sequence)',
  'create index profile_history_sequence on profile_history (sequence)',
  `create table models (
    id text collate "C" primary key,
    parent_id text collate "C",
    watermark bigint not null,
    created_at bigint not null,
    config jsonb not null,
    metrics jsonb not null
  )`,
  `create table model_parts (
    model_id text collate "C" not null,
    name text collate "C" not null,
    chunk integer not null,
    bytes bytea not null,
    primary key (model_id, name, chunk)
  )`,
  `create table model_promotions (
    sequence bigserial primary key,
    model_id text collate "C" not null,
    at bigint not null
  )`,
]);
