import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Json } from '../../store/index.ts';
import type { Difference } from '../phrases/phrases.ts';
import type { CountQuality } from './clustering/choose-count.ts';
import { floatsFromBase64, floatsToBase64 } from './float-codec.ts';
import type { LatentEncoder } from './latent-encoder.ts';
import type { Lineage } from './match-groups.ts';
import type { ProfileColumn } from './profile-columns.ts';
import type { SoftmaxHead } from './softmax-head.ts';

/** All that the learned segments of one grouping share: enough to assign anybody without a refit. */
export interface LearnedGrouping {
  readonly columns: readonly ProfileColumn[];
  /** Null where the head reads the columns themselves. */
  readonly encoder: LatentEncoder | null;
  readonly head: SoftmaxHead;
}

/** What a learned segment is: its group within a grouping, with what sets it apart. */
export interface LearnedDefinition {
  readonly grouping: LearnedGrouping;
  /** The same for all segments of one grouping. */
  readonly groupingId: string;
  /** The ids of the grouping's segments, by group. */
  readonly segmentIds: readonly string[];
  readonly group: number;
  readonly seed: number;
  readonly members: number;
  readonly differences: readonly Difference[];
  readonly lineage: Lineage;
  /**
   * Of the profiles that were in a learned segment before, the share that is in another one of this
   * grouping; null for groupings that did not keep it.
   */
  readonly moved: number | null;
  /** How well the groups come back on other users; null for groupings that did not measure it. */
  readonly stability: number | null;
  readonly qualities: readonly (Omit<CountQuality, 'modularity'> &
    Partial<Pick<CountQuality, 'modularity'>>)[];
}

const layer = z.object({ kernel: z.string(), bias: z.string() });
const stored = z.object({
  format: z.literal(3),
  groupingId: z.string(),
  segmentIds: z.array(z.string()),
  group: z.number().int().min(0),
  seed: z.number(),
  members: z.number(),
  differences: z.array(
    z.object({
      modality: z.string(),
      feature: z.string(),
      effect: z.number(),
      members: z.number(),
      everybody: z.number(),
    }),
  ),
  lineage: z
    .object({
      heirOf: z.string().nullable(),
      change: z.enum(['SAME', 'MERGED', 'SPLIT', 'NEW']),
      ancestors: z.array(z.object({ segmentId: z.string(), shared: z.number(), kept: z.number() })),
    })
    .default({ heirOf: null, change: 'NEW', ancestors: [] }),
  moved: z.number().nullable().default(null),
  stability: z.number().nullable().default(null),
  qualities: z.array(
    z.object({
      count: z.number(),
      bic: z.number(),
      modularity: z.number().optional(),
    }),
  ),
  grouping: z.object({
    columns: z.array(
      z.object({
        modality: z.string().nullable(),
        feature: z.string(),
        mean: z.number(),
        deviation: z.number(),
        share: z.boolean(),
      }),
    ),
    hidden: layer.optional(),
    latent: layer.optional(),
    head: layer,
  }),
});
type Stored = z.infer<typeof stored>;

/** A learned segment of a format that this program does not read. */
export class LearnedDefinitionError extends Error {
  override readonly name = 'LearnedDefinitionError';

  constructor(cause: unknown) {
    super(
      'The definition of a learned segment cannot be read. Form the learned segments anew with: portrait segments form.',
      { cause },
    );
  }
}

/** A definition as JSON. */
export function learnedToJson(definition: LearnedDefinition): Json {
  const { grouping, segmentIds, differences, lineage, qualities, ...rest } = definition;
  return {
    ...rest,
    format: 3,
    segmentIds: [...segmentIds],
    differences: differences.map((difference) => ({ ...difference })),
    lineage: { ...lineage, ancestors: lineage.ancestors.map((ancestor) => ({ ...ancestor })) },
    qualities: qualities.map((quality) => ({ ...quality })),
    grouping: groupingToJson(grouping),
  };
}

/** @throws {LearnedDefinitionError} for another format and for damaged definitions */
export function learnedFromJson(json: unknown): LearnedDefinition {
  const parsed = stored.safeParse(json);
  if (!parsed.success) throw new LearnedDefinitionError(parsed.error);
  const { format: _format, grouping, ...rest } = parsed.data;
  return { ...rest, grouping: groupingFromJson(grouping) };
}

const formed = stored.pick({
  groupingId: true,
  segmentIds: true,
  members: true,
  lineage: true,
  moved: true,
  stability: true,
});

/**
 * How a learned segment was formed, without the weights, which take long to read.
 * @throws {LearnedDefinitionError} for damaged definitions
 */
export function formedFromJson(
  json: unknown,
): Pick<
  LearnedDefinition,
  'groupingId' | 'segmentIds' | 'members' | 'lineage' | 'moved' | 'stability'
> {
  const parsed = formed.safeParse(json);
  if (!parsed.success) throw new LearnedDefinitionError(parsed.error);
  return parsed.data;
}

const told = stored.pick({ segmentIds: true, differences: true });

/** What a learned segment's name was made from; null where the definition cannot be read. */
export function toldFromJson(
  json: unknown,
): Pick<LearnedDefinition, 'segmentIds' | 'differences'> | null {
  return told.safeParse(json).data ?? null;
}

/** The same grouping always has the same id. */
export function groupingIdOf(grouping: LearnedGrouping): string {
  const json = JSON.stringify(groupingToJson(grouping));
  return createHash('sha256').update(json).digest('hex').slice(0, 32);
}

function groupingToJson({ columns, encoder, head }: LearnedGrouping): Stored['grouping'] {
  const write = ({ kernel, bias }: SoftmaxHead) => ({
    kernel: floatsToBase64(kernel),
    bias: floatsToBase64(bias),
  });
  return {
    columns: columns.map((column) => ({ ...column })),
    ...(encoder !== null && { hidden: write(encoder.hidden), latent: write(encoder.latent) }),
    head: write(head),
  };
}

function groupingFromJson({ columns, hidden, latent, head }: Stored['grouping']): LearnedGrouping {
  const read = ({ kernel, bias }: z.infer<typeof layer>) => ({
    kernel: floatsFromBase64(kernel),
    bias: floatsFromBase64(bias),
  });
  const encoder = hidden && latent ? { hidden: read(hidden), latent: read(latent) } : null;
  return { columns, encoder, head: read(head) };
}
