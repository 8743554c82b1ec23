import { Arg, Args, Ctx, Float, ID, Query, Resolver } from 'type-graphql';
import type { ExplainError, Open, Explanation as Told } from '../../explain/index.ts';
import {
  ContrastResult,
  ExplainResult,
  type Explanation,
  ReadOutExplainResult,
  type UnknownSegment,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { asked } from './asked.ts';
import { ExplainArguments } from './explain-arguments.ts';

/** One explanation runs the model once for each of the user's events. */
const EXPLANATION_COST = 500;

@Resolver()
export class ExplainResolver {
  @Query(() => ExplainResult, {
    description: 'Why a user is in a segment, or why not, now or at an instant of the past.',
    complexity: ({ childComplexity }) => EXPLANATION_COST + childComplexity,
  })
  async explain(
    @Args(() => ExplainArguments) given: ExplainArguments,
    @Arg('segmentId', () => ID, { description: 'A segment id.' }) segmentId: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof ExplainResult> {
    const { explanations } = context.services;
    return asked(
      given,
      context,
      async (userId, options) =>
        explanationOf(await explanations.open(userId, segmentId, options), segmentId),
      unknownSegment,
    );
  }

  @Query(() => ReadOutExplainResult, {
    description:
      'Why the model reads a value out of a user: whether it reaches what is asked, and what raised and lowered it.',
    complexity: ({ childComplexity }) => EXPLANATION_COST + childComplexity,
  })
  async explainReadOut(
    @Args(() => ExplainArguments) given: ExplainArguments,
    @Arg('readOut', () => String, { description: 'The name of a read-out, as in a profile.' })
    readOut: string,
    @Arg('atLeast', () => Float, {
      nullable: true,
      description:
        'The value that is asked about; an even chance, or what is said of somebody unknown, if nothing is said.',
    })
    atLeast: number | null,
    @Ctx() context: RequestContext,
  ): Promise<typeof ReadOutExplainResult> {
    const { explanations } = context.services;
    return asked(
      given,
      context,
      async (userId, options) => {
        const limits = atLeast == null ? options : { ...options, atLeast };
        const answer = await explanations.openReadOut(userId, readOut, limits);
        return { ...answer, __typename: 'ReadOutExplanation' as const };
      },
      ({ message }) => ({ __typename: 'UnknownReadOut' as const, message }),
    );
  }

  @Query(() => ContrastResult, {
    description: 'Why a user is in one segment and not in another, or what tells the two apart.',
    complexity: ({ childComplexity }) => 2 * (EXPLANATION_COST + childComplexity),
  })
  async contrast(
    @Args(() => ExplainArguments) given: ExplainArguments,
    @Arg('segmentId', () => ID, { description: 'A segment id.' }) segmentId: string,
    @Arg('otherSegmentId', () => ID, { description: 'The segment to compare with.' })
    otherSegmentId: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof ContrastResult> {
    const { explanations } = context.services;
    return asked(
      given,
      context,
      async (userId, options) => {
        const { sides, ...told } = await explanations.contrast(
          userId,
          segmentId,
          otherSegmentId,
          options,
        );
        const [first, second] = sides;
        return {
          ...told,
          __typename: 'Contrast' as const,
          sides: [explanationOf(first, segmentId), explanationOf(second, otherSegmentId)],
        };
      },
      unknownSegment,
    );
  }
}

function explanationOf({ freshness, ...answer }: Open<Told>, segmentId: string): Explanation {
  const { decidedAt, stale } = freshness;
  return { ...answer, decidedAt, stale, __typename: 'Explanation', segmentId };
}

function unknownSegment({ message }: ExplainError): UnknownSegment {
  return { __typename: 'UnknownSegment', message };
}
