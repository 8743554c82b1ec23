import { run } from './run.ts';

/** Users whose last change could not be worked into their profile. */
export const encodingFailures = run([
  `create table encoding_failures (
    user_id text collate "C" not null,
    model_id text collate "C" not null,
    through_sequence bigint not null,
    error text not null,
    at bigint not null,
    primary key (user_id, model_id)
  )`,
]);
