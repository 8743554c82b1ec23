import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { ArchiveSegmentResult, CreateSegmentResult, SegmentInput } from '../../schema/index.ts';
import { SegmentError } from '../../segments/index.ts';
import { StoreConflictError } from '../../store/index.ts';
import type { RequestContext, Services } from '../context.ts';
import { clientError } from '../errors.ts';
import type { CostFacts } from '../paging/page-cost.ts';
import { askedSegment, isScored, LEARNING_COST, type SegmentParts } from './asked-segment.ts';
import { invalidRuleOf } from './invalid-rule.ts';
import { isSlug, slugOf } from './slug.ts';
import { segmentOf } from './views.ts';

const LONGEST_NAME = 200;
const CREATE_COST = 100;

function createCost({ args: { segment } }: CostFacts): number {
  return isScored((segment ?? {}) as SegmentParts) ? LEARNING_COST : CREATE_COST;
}

@Resolver()
export class SegmentMutationResolver {
  @Mutation(() => CreateSegmentResult, {
    description:
      'Makes a segment and judges everybody by it. One that predicts, or that resembles others, is learned first, which takes a while.',
    complexity: createCost,
  })
  async createSegment(
    @Arg('segment', () => SegmentInput, { description: 'What it is.' }) input: SegmentInput,
    @Ctx() { services }: RequestContext,
  ): Promise<typeof CreateSegmentResult> {
    const name = input.name.trim();
    if (name === '' || name.length > LONGEST_NAME) {
      throw clientError('BAD_USER_INPUT', `name must have 1 to ${LONGEST_NAME} characters.`);
    }
    const id = input.id ?? slugOf(name);
    if (!isSlug(id)) {
      throw clientError(
        'BAD_USER_INPUT',
        'id must be lower-case words of letters and digits joined by hyphens, for example big-spenders.',
      );
    }
    const asked = askedSegment(input);
    try {
      const description = input.description ?? '';
      const segment = { id, name, description, ...asked };
      await ('rule' in segment
        ? services.segments.create(segment)
        : services.segments.createScored(segment));
    } catch (error) {
      const invalid = invalidRuleOf(error);
      if (invalid) return invalid;
      if (!(error instanceof StoreConflictError)) throw error;
      return { __typename: 'SegmentExists', message: error.message };
    }
    return { __typename: 'SegmentCreated', ...(await written(id, services)) };
  }

  @Mutation(() => ArchiveSegmentResult, {
    description: 'Ends a segment: no members any more, its history stays.',
    complexity: 50,
  })
  async archiveSegment(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() { services, loaders }: RequestContext,
  ): Promise<typeof ArchiveSegmentResult> {
    if ((await loaders.segments.load(id)) === null) {
      return {
        __typename: 'UnknownSegment',
        message: 'There is no segment of that id. List the segments to see which there are.',
      };
    }
    try {
      await services.segments.archive(id);
    } catch (error) {
      if (!(error instanceof SegmentError)) throw error;
      return { __typename: 'SegmentInUse', message: error.message };
    }
    return { __typename: 'SegmentArchived', ...(await written(id, services)) };
  }
}

/** The segment as the write left it; the request's loaders may hold the one before. */
async function written(id: string, { store }: Services) {
  const row = (await store.segments.byIds([id])).get(id)!;
  return { segment: segmentOf(row), token: await store.changes.token() };
}
