import { run } from './run.ts';

/** Who relates to a user is asked whenever that user changes. */
export const eventsByOtherUser = run([
  'create index events_other_user on events (other_user_id) where other_user_id is not null',
]);
