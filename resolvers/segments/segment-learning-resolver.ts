import { Ctx, Query, Resolver } from 'type-graphql';
import { SegmentLearning } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';

@Resolver()
export class SegmentLearningResolver {
  @Query(() => [SegmentLearning], {
    description:
      'Predictive and lookalike segments that this server is learning, and the last that it did, the newest first. A learning ends with the server; nothing is changed then.',
  })
  segmentLearnings(@Ctx() { services }: RequestContext): readonly SegmentLearning[] {
    return services.segments.learnings.list();
  }
}
