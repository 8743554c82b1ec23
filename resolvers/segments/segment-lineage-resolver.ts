import { Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { Segment, SegmentLineage, SegmentVersion } from '../../schema/index.ts';
import { formedFromJson, populationStability } from '../../segments/index.ts';
import type { RequestContext } from '../context.ts';

const LINEAGE = {
  nullable: true,
  description: 'Where it comes from; null for a segment that was not learned.',
} as const;

@Resolver(() => Segment)
export class SegmentLineageResolver {
  @FieldResolver(() => SegmentLineage, LINEAGE)
  lineage(@Root() { kind, definition }: Segment): SegmentLineage | null {
    return kind === 'LEARNED' ? lineageOf(definition) : null;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'How far the sizes of the learned segments have moved since they were formed together: their population stability index, 0 for not at all; above 0.2 it is time to form them anew. Null for a segment that was not learned.',
    complexity: 20,
  })
  async drift(
    @Root() { kind, definition }: Segment,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number | null> {
    if (kind !== 'LEARNED') return null;
    const { segmentIds, groupingId } = formedFromJson(definition);
    const [rows, sizes] = await Promise.all([
      Promise.all(segmentIds.map((id) => loaders.segments.load(id))),
      Promise.all(segmentIds.map((id) => loaders.segmentSizes.load(id))),
    ]);
    const formed = rows.map((row) => (row === null ? null : formedFromJson(row.definition)));
    // One that has been formed anew since belongs to another grouping, and this one is past.
    if (formed.some((own) => own?.groupingId !== groupingId)) return null;
    return populationStability(
      formed.map((own) => own?.members ?? 0),
      sizes,
    );
  }
}

@Resolver(() => SegmentVersion)
export class SegmentVersionLineageResolver {
  @FieldResolver(() => SegmentLineage, LINEAGE)
  lineage(@Root() { kind, definition }: SegmentVersion): SegmentLineage | null {
    return kind === 'LEARNED' ? lineageOf(definition) : null;
  }
}

function lineageOf(definition: unknown): SegmentLineage {
  const { lineage, moved } = formedFromJson(definition);
  return { change: lineage.change, ancestors: lineage.ancestors, moved };
}
