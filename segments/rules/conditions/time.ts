import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { type ConditionKind, lasting } from '../condition-kind.ts';
import { type TimeCondition, WEEKDAYS } from '../rule.ts';
import { verdictOf } from '../verdict.ts';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time of day; write HH:MM');
const DAYS_AHEAD = 8;

/** Whether it is a certain time of day or day of the week, in a given or the user's own zone. */
export const time: ConditionKind<TimeCondition> = {
  schema: () =>
    z
      .strictObject({
        days: z.array(z.enum(WEEKDAYS)).min(1).optional(),
        from: clockTime.optional(),
        to: clockTime.optional(),
        zone: z
          .string()
          .refine((zone) => IANAZone.isValidZone(zone), {
            message: 'is no time zone; write its IANA name, such as Europe/Paris',
          })
          .optional(),
      })
      .refine(({ days, from, to }) => (days ?? from ?? to) !== undefined, {
        message: 'needs days, from or to',
      }),
  evaluate(condition, facts, now) {
    const zone = condition.zone ?? facts.history.traits.timezone;
    if (typeof zone !== 'string' || !IANAZone.isValidZone(zone)) {
      return lasting('UNKNOWN', null, 'timezone-absent');
    }
    const local = DateTime.fromMillis(now, { zone });
    const verdict = verdictOf(holds(condition, local));
    return {
      ...lasting(verdict, `${WEEKDAYS[local.weekday - 1]} ${local.toFormat('HH:mm')}`),
      validUntil: nextFlip(condition, local),
    };
  },
  reads(condition, into) {
    into.clock = true;
    if (condition.zone === undefined) into.traits.add('timezone');
  },
};

/** The day that counts is that of `from`: Friday 22:00 to 02:00 holds early on Saturday. */
function holds(condition: TimeCondition, local: DateTime): boolean {
  const minute = local.hour * 60 + local.minute;
  const from = minutesOf(condition.from ?? '00:00');
  const to = condition.to === undefined ? 24 * 60 : minutesOf(condition.to);
  if (from < to) return minute >= from && minute < to && onDay(condition, local);
  if (minute >= from) return onDay(condition, local);
  return minute < to && onDay(condition, local.minus({ days: 1 }));
}

function onDay({ days }: TimeCondition, local: DateTime): boolean {
  return days === undefined || days.includes(WEEKDAYS[local.weekday - 1]);
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** The first boundary of a day, of `from` or `to`, or of summer time at which the answer changes. */
function nextFlip(condition: TimeCondition, local: DateTime): number | null {
  const now = local.toMillis();
  const instants: number[] = [];
  const start = local.startOf('day');
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const day = start.plus({ days: ahead });
    instants.push(day.toMillis(), ...offsetChange(day));
    for (const clock of [condition.from, condition.to]) {
      if (clock === undefined) continue;
      const [hour, minute] = clock.split(':').map(Number);
      const at = day.set({ hour, minute }).toMillis();
      // When clocks are turned back, a time of day comes twice.
      const turned = Math.abs(day.plus({ days: 1 }).offset - day.offset) * 60_000;
      instants.push(at - turned, at, at + turned);
    }
  }
  const answer = holds(condition, local);
  const zone = local.zoneName ?? 'UTC';
  const flip = instants
    .filter((instant) => instant > now)
    .sort((left, right) => left - right)
    .find((instant) => holds(condition, DateTime.fromMillis(instant, { zone })) !== answer);
  return flip ?? null;
}

/** The instant within a day at which its offset from UTC changes, to the minute. */
function offsetChange(day: DateTime): number[] {
  const end = day.plus({ days: 1 });
  if (day.offset === end.offset) return [];
  const zone = day.zoneName ?? 'UTC';
  let before = Math.floor(day.toMillis() / 60_000);
  let after = Math.floor(end.toMillis() / 60_000);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (DateTime.fromMillis(middle * 60_000, { zone }).offset === day.offset) before = middle;
    else after = middle;
  }
  return [after * 60_000];
}
