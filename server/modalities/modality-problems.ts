import { z } from 'zod';

const callable = z.custom((value) => typeof value === 'function', 'must be a function');
const words = z.looseObject({
  subject: z.string(),
  data: z.string(),
  events: z.record(z.string(), z.array(z.string()).length(2)),
});

/** What can be told of a modality before it is used: that each part of the contract is there. */
const contract = z.looseObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  eventTypes: z.record(
    z.string(),
    z.looseObject({
      description: z.string(),
      schema: z.looseObject({ safeParse: callable }),
      weight: z.number().min(0).max(1),
      evidence: z.looseObject({ en: z.string(), 'zh-CN': z.string() }),
    }),
  ),
  featureNames: callable,
  features: callable,
  featureLabel: callable,
  words: z.looseObject({ en: words, 'zh-CN': words }),
  fitExpert: callable,
  loadExpert: callable,
  labels: z.array(z.looseObject({ name: z.string(), read: callable })),
  evidence: callable,
});

/** Why a value is no modality, each with its place; empty where it is one. */
export function modalityProblems(value: unknown): string[] {
  const parsed = contract.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
}
