import { run } from './run.ts';

/** Who decided how strongly events count, revision by revision, and under which a profile was made. */
export const adaptationRevisions = run([
  `create table adaptation_revisions (
    model_id text collate "C" not null,
    revision integer not null,
    decides text not null,
    policy text,
    created_at bigint not null,
    primary key (model_id, revision)
  )`,
  'alter table profiles add column adaptation_revision integer not null default 0',
  'alter table profile_history add column adaptation_revision integer not null default 0',
]);
