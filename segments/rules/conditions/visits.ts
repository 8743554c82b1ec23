import { z } from 'zod';
import { type ConditionKind, lasting } from '../condition-kind.ts';
import { distanceMetres, pointOf } from '../distance.ts';
import {
  durationSchema,
  hasLimit,
  LIMIT_MISSING,
  limitShape,
  missingShape,
  textSchema,
} from '../event-conditions.ts';
import type { Match } from '../event-filter.ts';
import type { UserFacts } from '../facts.ts';
import { pointSchema, radiusSchema } from '../place-schema.ts';
import { placesCalled } from '../places-called.ts';
import type { Point, VisitsCondition } from '../rule.ts';
import { judgeWindow } from '../window.ts';
import { countMatches } from './count.ts';

/** How many events happened within a radius of a point or of one of the user's own places. */
export const visits: ConditionKind<VisitsCondition> = {
  schema: () =>
    z
      .strictObject({
        near: z.union([pointSchema, z.strictObject({ place: textSchema })]),
        radius: radiusSchema,
        modality: textSchema.optional(),
        within: durationSchema.optional(),
        ...missingShape,
        ...limitShape,
      })
      .refine(hasLimit, { message: LIMIT_MISSING }),
  evaluate(condition, facts, now) {
    const centres = centresOf(condition, facts);
    if (centres.length === 0) return lasting('UNKNOWN', null, 'place-absent');
    const matches: Match[] = [];
    let firstAt: number | null = null;
    for (const event of facts.history.events) {
      if (condition.modality !== undefined && event.modality !== condition.modality) continue;
      const point = pointOf(event, facts.item);
      if (point === null) continue;
      firstAt ??= event.at;
      if (centres.some((centre) => distanceMetres(centre, point) <= condition.radius)) {
        matches.push({ event, sure: true });
      }
    }
    return judgeWindow(
      {
        matches,
        knownSince: condition.whenMissing === 'zero' ? Number.NEGATIVE_INFINITY : firstAt,
        duration: condition.within ?? null,
        limits: condition,
        measure: countMatches,
        uncertainty: 'place-absent',
      },
      now,
    );
  },
  reads(condition, into) {
    into.places = true;
    into.items = true;
    if (condition.modality !== undefined) into.modalities.add(condition.modality);
  },
};

function centresOf({ near }: VisitsCondition, facts: UserFacts): readonly Point[] {
  if (!('place' in near)) return [near];
  return placesCalled(near.place, facts.places);
}
