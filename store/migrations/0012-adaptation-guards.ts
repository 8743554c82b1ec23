import { run } from './run.ts';

/** How the policy of each model does beside the equal mixture, as plain data of its guardrail. */
export const adaptationGuards = run([
  'create table adaptation_guards (model_id text primary key, state jsonb)',
]);
