import { run } from './run.ts';

/** Whether anybody refused a purpose is asked before it is looked up who did. */
export const refusals = run([
  'create index consents_refused on consents (purpose) where not granted',
]);
