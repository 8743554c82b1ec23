import { run } from './run.ts';

/** How far the membership changes were delivered to each audience, and what was refused there. */
export const audiences = run([
  `create table audiences (
    id text collate "C" primary key,
    transaction xid8,
    sequence bigint,
    owner text,
    owned_until bigint not null default 0,
    delivered bigint not null default 0,
    delivered_at bigint,
    failing_since bigint,
    attempts bigint not null default 0,
    last_error text,
    next_attempt_at bigint
  )`,
  `create table audience_dead_ends (
    audience_id text collate "C" not null,
    sequence bigint not null,
    message text not null,
    at bigint not null,
    primary key (audience_id, sequence)
  )`,
]);
