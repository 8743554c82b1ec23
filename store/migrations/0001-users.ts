import { run } from './run.ts';

/**
 * Users, what they are called outside, what is declared about them. `history_sequence` numbers
 * everything that an as-of replay goes by: events, merges and traits.
 */
export const users = run([
  'create sequence history_sequence',
  `create table users (
    user_id text collate "C" primary key,
    merged_into text collate "C",
    created_at bigint not null
  )`,
  'create index users_merged_into on users (merged_into) where merged_into is not null',
  `create table external_ids (
    kind text collate "C" not null,
    value text collate "C" not null,
    user_id text collate "C" not null,
    primary key (kind, value)
  )`,
  'create index external_ids_user_id on external_ids (user_id)',
  `create table user_merges (
    user_id text collate "C" not null,
    merged_id text collate "C" not null,
    sequence bigint not null default nextval('history_sequence'),
    merged_at bigint not null,
    primary key (user_id, merged_id)
  )`,
  'create index user_merges_merged_id on user_merges (merged_id, sequence)',
  `create table traits (
    user_id text collate "C" not null,
    name text collate "C" not null,
    version text collate "C" not null,
    content_hash text collate "C" not null,
    source_id text collate "C" not null,
    value jsonb not null,
    sequence bigint not null default nextval('history_sequence'),
    received_at bigint not null,
    primary key (user_id, name, version, content_hash, source_id)
  )`,
  `create table consents (
    user_id text collate "C" not null,
    purpose text collate "C" not null,
    granted boolean not null,
    version text collate "C" not null,
    primary key (user_id, purpose)
  )`,
]);
