import { z } from 'zod';

/** What a stream can be warned about. */
export const WARNING_KINDS = [
  'rejects',
  'duplicates',
  'unknown_items',
  'unknown_users',
  'nulls',
  'range',
  'volume',
  'freshness',
] as const;

export type WarningKind = (typeof WARNING_KINDS)[number];

const share = (description: string, usual: number) =>
  z.number().min(0).max(1).default(usual).describe(description);

/** From what on a figure is worth a warning. */
const thresholds = z.strictObject({
  minimumRecords: z
    .number()
    .int()
    .min(1)
    .default(50)
    .describe('Days with fewer records, or fewer of a kind of event, are not judged.'),
  rejectedShare: share('The share of records that are turned away.', 0.05),
  duplicateShare: share('How much the share of duplicates is above the usual.', 0.3),
  unknownItemShare: share('How much the share of events with an unknown item is above usual.', 0.2),
  unknownUserShare: share('How much the share of events of users new to us is above usual.', 0.3),
  nullShare: share('How much the share of records without a field is above the usual.', 0.2),
  deviations: z
    .number()
    .min(1)
    .default(3)
    .describe('How many standard deviations the mean of a number may be from the usual.'),
  volumeRatio: z
    .number()
    .gt(1)
    .default(3)
    .describe('How many times more, or less, than on the usual day of that kind.'),
});

/** `quality:` in portrait.yaml. */
export const qualityDeclaration = z.strictObject({
  warn: thresholds.prefault({}).describe('From what on a stream is warned about.'),
  quarantine: z
    .array(z.enum(WARNING_KINDS))
    .default([])
    .describe('Warnings that put a source into quarantine by themselves; none by default.'),
});

export type QualityDeclaration = z.infer<typeof qualityDeclaration>;
export type QualityThresholds = QualityDeclaration['warn'];

export const DEFAULT_QUALITY: QualityDeclaration = qualityDeclaration.parse({});
