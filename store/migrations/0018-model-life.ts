import { run } from './run.ts';

/**
 * Profiles and verdicts of several models side by side, the state of each model, and which version of a
 * segment held from when: a model that serves again brings its segments' versions back.
 */
export const modelLife = run([
  'alter table profiles drop constraint profiles_pkey, add primary key (user_id, model_id)',
  `alter table memberships add column model_id text collate "C" not null default ''`,
  `update memberships set model_id = serving.model_id
    from (select model_id from model_promotions order by sequence desc limit 1) serving`,
  `alter table memberships drop constraint memberships_pkey,
    add primary key (user_id, segment_id, model_id)`,
  `alter table models add column version bigint, add column state text not null default 'CANDIDATE',
    add column retired_at bigint, add column encoding_cursor text,
    add column encoding_users bigint not null default 0, add column encoding_total bigint,
    add column encoded_at bigint, add column encoded_sequence bigint, add column pruned_at bigint,
    add column ready_at bigint`,
  `update models set version = numbered.version from (
      select id, row_number() over (order by created_at, id) as version from models) numbered
    where numbered.id = models.id`,
  'alter table models alter column version set not null, add unique (version)',
  `update models set state = 'RETIRED', retired_at = last.at, pruned_at = last.at from (
      select model_id, max(at) as at from model_promotions group by model_id) last
    where last.model_id = models.id`,
  `update models set state = 'SERVING', retired_at = null, pruned_at = null where id =
    (select model_id from model_promotions order by sequence desc limit 1)`,
  `update models set encoding_total = 0, encoded_at = retired.at, ready_at = retired.at from model_promotions retired
    where models.state = 'SERVING' and retired.model_id = models.id and exists (
      select 1 from consumers where consumer = 'profiles of ' || retired.model_id || ' since ' || retired.at)`,
  "delete from consumers where consumer like 'profiles of % since %'",
  `create table model_segments (
    model_id text collate "C" not null,
    id text collate "C" not null,
    version bigint not null,
    primary key (model_id, id)
  )`,
  `insert into model_segments select model_id, id, version from segments
    where kind = 'LEARNED' and model_id is not null and archived_at is null`,
  `create table segment_activations (
    sequence bigserial primary key,
    id text collate "C" not null,
    version bigint not null,
    at bigint not null
  )`,
  'create index segment_activations_id on segment_activations (id, sequence)',
  `insert into segment_activations (id, version, at)
    select id, version, at from segment_versions order by at, id, version`,
]);
