import { run } from './run.ts';

/** Events, append-only with every version, and the feed of which users changed. */
export const events = run([
  `create table events (
    user_id text collate "C" not null,
    id text collate "C" not null,
    sequence bigint not null default nextval('history_sequence'),
    received_at bigint not null,
    source_id text collate "C" not null,
    stream text collate "C" not null,
    record_key text collate "C" not null,
    part integer not null,
    version text collate "C" not null,
    content_hash text collate "C" not null,
    modality text collate "C" not null,
    type text collate "C" not null,
    at bigint not null,
    item_id text collate "C",
    other_user_id text collate "C",
    value float8,
    attributes jsonb not null,
    deleted boolean not null,
    primary key (user_id, id)
  )`,
  'create index events_records on events (source_id, stream, record_key)',
  `create table changes (
    user_id text collate "C" not null,
    sequence bigserial not null,
    transaction xid8 not null default pg_current_xact_id(),
    kind text not null,
    at bigint not null,
    primary key (user_id, sequence)
  )`,
  'create index changes_order on changes (transaction, sequence)',
  `create table consumers (
    consumer text collate "C" primary key,
    transaction xid8 not null,
    sequence bigint not null
  )`,
]);
