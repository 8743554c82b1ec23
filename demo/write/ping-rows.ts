import type { Ping } from '../behaviour/activity.ts';
import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';
import type { City } from '../shop/city.ts';
import { arrival, FLAWS, secondArrival } from './flaws.ts';
import type { Spool } from './spool.ts';

/** One row of the pings' files. */
export interface PingRow {
  readonly ping_id: string;
  readonly device_id: string;
  readonly customer_id: string | null;
  readonly at_ms: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy: number;
  readonly place_id: string | null;
}

const SIGNED_OUT = 0.12;
const BEYOND_THE_POLE = 917.5;

/** Writes where one person's telephone was seen; what cannot be is a latitude beyond the pole. */
export function writePings(
  random: Random,
  person: Person,
  pings: readonly Ping[],
  city: City,
  spool: Spool,
): void {
  for (const ping of pings) {
    const signedOut = random.chance(SIGNED_OUT);
    const row: PingRow = {
      ping_id: `g-${random.hex(16)}`,
      device_id: person.deviceId,
      customer_id: signedOut ? null : person.customerIds[random.below(person.customerIds.length)]!,
      at_ms: ping.at,
      latitude: random.chance(FLAWS.malformed) ? BEYOND_THE_POLE : ping.latitude,
      longitude: ping.longitude,
      accuracy: ping.accuracy,
      place_id: ping.place === null ? null : city.places[ping.place]!.id,
    };
    const arrivedAt = arrival(random, ping.at);
    const again = secondArrival(random, arrivedAt);
    spool.add(arrivedAt, JSON.stringify(row));
    if (again !== null) spool.add(again, JSON.stringify(row));
  }
}
