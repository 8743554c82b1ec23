import { setTimeout as pause } from 'node:timers/promises';
import type { ReleaseRequest } from '../../contract/connector.ts';
import type { Json } from '../../contract/json.ts';
import { quoted } from '../catalog.ts';
import type { Connection } from '../connection.ts';
import { OWN_PUBLICATION } from './slot.ts';
import { removalOf } from './slot-names.ts';
import { changesStateOf } from './state.ts';

const SLOT = `select active_pid::text from pg_replication_slots
  where slot_name = $1 and database = current_database() and plugin = 'pgoutput'`;
const PUBLICATION = `select coalesce(obj_description(oid, 'pg_publication'), '')
  from pg_publication where pubname = $1`;

/** How often, and with what pauses, a slot is tried whose reader is just being ended. */
const TRIES = 50;
const PAUSE_MS = 200;

/**
 * Drops the slots that the states name, and the publications that were made with them. Without
 * `create` both were made by somebody else, and stay.
 */
export async function releaseChanges(
  connection: Connection,
  { states, dryRun }: ReleaseRequest,
): Promise<string[]> {
  const told: string[] = [];
  if (!dryRun) await connection.once('set default_transaction_read_only = off');
  for (const slot of slotsOf(states)) {
    if (connection.config.changes?.create === false) {
      told.push(
        `The slot and publication ${slot} were made by somebody else and stay: ${removalOf(slot)}`,
      );
      continue;
    }
    const word = dryRun ? 'would be dropped' : 'was dropped';
    if ((await connection.once(SLOT, [slot])).rows.length > 0) {
      if (!dryRun) await dropSlot(connection, slot);
      told.push(`The replication slot ${slot} ${word}.`);
    }
    const [[comment]] = [(await connection.once(PUBLICATION, [slot])).rows[0] ?? [null]];
    if (comment === null) continue;
    if (comment !== OWN_PUBLICATION) {
      told.push(`The publication ${slot} was not made by Portrait and stays.`);
      continue;
    }
    if (!dryRun) await connection.once(`drop publication ${quoted(slot)}`);
    told.push(`The publication ${slot} ${word}.`);
  }
  return told;
}

const slotsOf = (states: readonly Json[]): readonly string[] => [
  ...new Set(states.flatMap((state) => changesStateOf(state)?.slot ?? [])),
];

/** A reader that still holds it is our own, which stores nothing any more. */
async function dropSlot(connection: Connection, slot: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const [row] = (await connection.once(SLOT, [slot])).rows;
    if (row === undefined) return;
    const [reader] = row;
    if (reader !== null) await connection.once('select pg_terminate_backend($1)', [reader]);
    try {
      await connection.once('select pg_drop_replication_slot($1)', [slot]);
      return;
    } catch (error) {
      if (tries >= TRIES) throw error;
      await pause(PAUSE_MS, undefined, { signal: connection.context.signal });
    }
  }
}
