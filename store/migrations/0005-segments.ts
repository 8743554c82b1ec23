import { run } from './run.ts';

/** Segments with all their versions, who is in them, and who entered and left when. */
export const segments = run([
  `create table segments (
    id text collate "C" primary key,
    version bigint not null,
    kind text not null,
    name text not null,
    description text not null,
    definition jsonb not null,
    model_id text collate "C",
    created_at bigint not null,
    updated_at bigint not null,
    archived_at bigint
  )`,
  `create table segment_versions (
    id text collate "C" not null,
    version bigint not null,
    kind text not null,
    name text not null,
    description text not null,
    definition jsonb not null,
    model_id text collate "C",
    at bigint not null,
    primary key (id, version)
  )`,
  `create table memberships (
    user_id text collate "C" not null,
    segment_id text collate "C" not null,
    segment_version bigint not null,
    member boolean not null,
    verdict text not null,
    score float8,
    proof jsonb not null,
    since bigint,
    valid_until bigint,
    at bigint not null,
    primary key (user_id, segment_id)
  )`,
  `create index memberships_members on memberships
    (segment_id, coalesce(score, '-Infinity'::float8) desc, user_id) where member`,
  'create index memberships_due on memberships (valid_until) where valid_until is not null',
  `create table membership_history (
    user_id text collate "C" not null,
    segment_id text collate "C" not null,
    sequence bigserial not null,
    transaction xid8 not null default pg_current_xact_id(),
    segment_version bigint not null,
    change text not null,
    score float8,
    at bigint not null,
    primary key (user_id, segment_id, sequence)
  )`,
  'create index membership_history_order on membership_history (transaction, sequence)',
  'create index membership_history_segment on membership_history (segment_id, sequence)',
  'create index membership_history_sequence on membership_history (sequence)',
]);
