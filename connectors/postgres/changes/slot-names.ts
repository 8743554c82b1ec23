import { createHash } from 'node:crypto';

const LONGEST = 63;

/** The name of a stream's slot and publication: what PostgreSQL allows, and different for each stream. */
export function slotName(prefix: string, stream: string): string {
  const wanted = `${prefix}_${stream}`;
  if (/^[a-z0-9_]+$/.test(wanted) && wanted.length <= LONGEST) return wanted;
  const hash = createHash('sha256').update(stream).digest('hex').slice(0, 8);
  const readable = wanted.toLowerCase().replace(/[^a-z0-9_]+/g, '_');
  return `${readable.slice(0, LONGEST - hash.length - 1)}_${hash}`;
}

/** What removes a slot and its publication, for a person to run. */
export function removalOf(slot: string): string {
  return `select pg_drop_replication_slot('${slot}'); drop publication if exists ${slot};`;
}
