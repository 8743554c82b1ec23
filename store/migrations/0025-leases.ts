import { run } from './run.ts';

/** Which process does what only one at a time may do. */
export const leases = run([
  `create table leases (
    work text collate "C" primary key,
    owner text collate "C" not null,
    held_until bigint not null
  )`,
]);
