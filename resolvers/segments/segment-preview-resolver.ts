import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import {
  JsonScalar,
  LikeInput,
  PredictionInput,
  PreviewSegmentResult,
  Segment,
  SegmentOverlap,
  SegmentPreview,
  ThresholdInput,
  User,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { clientError } from '../errors.ts';
import type { CostFacts } from '../paging/page-cost.ts';
import { userOf } from '../users/views.ts';
import { askedSegment, isScored, LEARNING_COST, type SegmentParts } from './asked-segment.ts';
import { invalidRuleOf } from './invalid-rule.ts';
import { loadSegment } from './load-segment.ts';

/** What is judged where nothing is said: an analyst who writes a rule sees its size at once. */
const AT_ONCE = { limit: 2_000, withinMs: 150 };
const MOST_JUDGED = 20_000;
/** Judging that many users weighs as much as one value of the answer. */
const JUDGED_PER_COST = 20;
const LONGEST_SAMPLE = 10;

function previewCost({ args, childComplexity }: CostFacts): number {
  if (isScored(args as SegmentParts)) return LEARNING_COST + childComplexity;
  const { judge } = args;
  const judged =
    typeof judge === 'number' ? Math.min(Math.max(judge, 0), MOST_JUDGED) : AT_ONCE.limit;
  return judged / JUDGED_PER_COST + childComplexity;
}

@Resolver(() => SegmentPreview)
export class SegmentPreviewResolver {
  @Query(() => PreviewSegmentResult, {
    description: 'Whom a segment would hold. Nothing is stored.',
    complexity: previewCost,
  })
  async previewSegment(
    @Arg('rule', () => JsonScalar, {
      nullable: true,
      description: 'The rule as a tree; or give `ruleText`.',
    })
    rule: unknown,
    @Arg('ruleText', () => String, { nullable: true, description: 'The rule as text.' })
    ruleText: string | null,
    @Arg('predicts', () => PredictionInput, {
      nullable: true,
      description: 'Instead of a rule: what its members are likely to do. Learning takes a while.',
    })
    predicts: PredictionInput | null,
    @Arg('like', () => LikeInput, {
      nullable: true,
      description: 'Instead of a rule: whom its members resemble. Learning takes a while.',
    })
    like: LikeInput | null,
    @Arg('threshold', () => ThresholdInput, {
      nullable: true,
      description: 'Who is in, beside `predicts` or `like`.',
    })
    threshold: ThresholdInput | null,
    @Arg('judge', () => Int, {
      nullable: true,
      description:
        'How many users to judge, up to 20000; with more the size is surer. If nothing is said, as many as a moment allows.',
    })
    judge: number | null,
    @Ctx() { services }: RequestContext,
  ): Promise<typeof PreviewSegmentResult> {
    if (judge != null && (judge < 1 || judge > MOST_JUDGED)) {
      throw clientError('BAD_USER_INPUT', `judge must be from 1 to ${MOST_JUDGED}.`);
    }
    const asked = askedSegment({ rule, ruleText, predicts, like, threshold });
    try {
      const { sample, interval, score, ...preview } = await ('rule' in asked
        ? services.segments.preview(asked.rule, judge == null ? AT_ONCE : { limit: judge })
        : services.segments.previewScored(asked));
      const [sizeLow, sizeHigh] = interval;
      return {
        __typename: 'SegmentPreview',
        ...preview,
        ...{ sizeLow, sizeHigh, userIds: sample },
        ...(score ?? { threshold: null, measured: null, unmeasured: null }),
      };
    } catch (error) {
      const invalid = invalidRuleOf(error);
      if (invalid) return invalid;
      throw error;
    }
  }

  @FieldResolver(() => [User], {
    description: 'Some of the members, 10 at most.',
    complexity: ({ childComplexity }) => 1 + LONGEST_SAMPLE * childComplexity,
  })
  sample(@Root() { userIds }: SegmentPreview): User[] {
    return userIds.map(userOf);
  }
}

@Resolver(() => SegmentOverlap)
export class SegmentOverlapResolver {
  @FieldResolver(() => Segment, { description: 'Which segment.' })
  segment(
    @Root() { segmentId }: SegmentOverlap,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Segment> {
    return loadSegment(segmentId, loaders);
  }
}
