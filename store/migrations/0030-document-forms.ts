import { run } from './run.ts';

/**
 * Names that stand in everybody's profile are kept once. What is left of a profile is a quarter as long, so
 * a page holds several, and with half of it left free the next version of one replaces it there: no index
 * is written, and nothing has to be cleared away. The same goes for verdicts whose score and time stay.
 */
export const documentForms = run([
  `create table document_forms (
    id text collate "C" primary key,
    form text not null
  )`,
  'alter table profiles set (fillfactor = 50)',
  'alter table memberships set (fillfactor = 50)',
]);
