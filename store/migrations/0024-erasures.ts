import { run } from './run.ts';

/**
 * Whom Portrait must not know any more, as keyed hashes; what was taken away; and whose leaving is still
 * to be told. The key is made here, so that the same person has another hash in another shop. Whoever
 * erases takes a turn, since two would write the same models.
 */
export const erasures = run([
  'create table erasure_key (key text not null, turn bigint not null default 0)',
  'insert into erasure_key (key) select gen_random_uuid()::text || gen_random_uuid()::text',
  `create table erasures (
    id text collate "C" primary key,
    erased_at bigint not null,
    receipt jsonb not null
  )`,
  `create table erased_ids (
    hash text collate "C" primary key,
    erasure_id text collate "C" not null
  )`,
  `create table erasure_farewells (
    user_id text collate "C" primary key,
    at bigint not null
  )`,
]);
