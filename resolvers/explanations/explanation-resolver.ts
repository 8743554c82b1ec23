import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Explanation, ReadOutExplanation, Segment } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { loadSegment } from '../segments/load-segment.ts';
import { explanationFields } from './explanation-fields.ts';

@Resolver(() => Explanation)
export class ExplanationResolver extends explanationFields(Explanation) {
  @FieldResolver(() => Segment, { description: 'Which segment.' })
  segment(
    @Root() { segmentId }: Explanation,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Segment> {
    return loadSegment(segmentId, loaders);
  }
}

@Resolver(() => ReadOutExplanation)
export class ReadOutExplanationResolver extends explanationFields(ReadOutExplanation) {}
