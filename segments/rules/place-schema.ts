import { z } from 'zod';

/** Degrees. */
export const pointSchema = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

/** Metres; half the earth's circumference is the farthest that anything can be. */
export const radiusSchema = z.number().positive().max(20_040_000);
