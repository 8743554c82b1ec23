import { z } from 'zod';
import { type ConditionKind, lasting } from '../condition-kind.ts';
import { distanceMetres } from '../distance.ts';
import { textSchema } from '../event-conditions.ts';
import { pointSchema, radiusSchema } from '../place-schema.ts';
import { placesCalled } from '../places-called.ts';
import type { PlaceCondition } from '../rule.ts';
import { verdictOf } from '../verdict.ts';

/** Whether an inferred place of the user, such as `home`, lies within a radius of a point. */
export const place: ConditionKind<PlaceCondition> = {
  schema: () => z.strictObject({ label: textSchema, near: pointSchema, radius: radiusSchema }),
  evaluate(condition, facts) {
    const candidates = placesCalled(condition.label, facts.places);
    if (candidates.length === 0) return lasting('UNKNOWN', null, 'place-absent');
    const metres = Math.min(
      ...candidates.map((candidate) => distanceMetres(candidate, condition.near)),
    );
    return lasting(verdictOf(metres <= condition.radius), Math.round(metres));
  },
  reads(_condition, into) {
    into.places = true;
  },
};
