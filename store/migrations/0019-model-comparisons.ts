import { run } from './run.ts';

/** How each shadow did beside the serving model on live traffic, and whom it was compared on. */
export const modelComparisons = run([
  `create table model_comparisons (
    candidate_id text collate "C" not null,
    serving_id text collate "C" not null,
    state jsonb,
    primary key (candidate_id, serving_id)
  )`,
  `create table model_comparison_users (
    user_id text collate "C" not null,
    candidate_id text collate "C" not null,
    serving_id text collate "C" not null,
    primary key (user_id, candidate_id, serving_id)
  )`,
]);
