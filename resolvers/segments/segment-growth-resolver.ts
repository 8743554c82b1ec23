import { Arg, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import {
  DateTime,
  GrowthCause,
  Segment,
  SegmentGrowth,
  SentenceLocale,
  User,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { userOf } from '../users/views.ts';
import { checkSpan } from './check-span.ts';

/** Up to 200 explanations, of which nothing is told but the weightiest event. */
const GROWTH_COST = 20_000;

@Resolver(() => Segment)
export class SegmentGrowthResolver {
  @FieldResolver(() => SegmentGrowth, {
    description:
      'Why its size changed between two instants: who entered and left, and by which events.',
    complexity: ({ childComplexity }) => GROWTH_COST + childComplexity,
  })
  growth(
    @Root() { id }: Segment,
    @Arg('from', () => DateTime, { description: 'The earlier instant.' }) from: number,
    @Arg('until', () => DateTime, {
      nullable: true,
      description: 'The later instant; now if nothing is said.',
    })
    until: number | null,
    @Arg('locale', () => SentenceLocale, {
      defaultValue: SentenceLocale.EN,
      description: 'The language in which events are named.',
    })
    locale: SentenceLocale,
    @Ctx() { services, now }: RequestContext,
  ): Promise<SegmentGrowth> {
    const span = checkSpan(from, until, now);
    return services.explanations.growth(id, span.from, span.until, { locale });
  }
}

@Resolver(() => GrowthCause)
export class GrowthCauseResolver {
  @FieldResolver(() => User, { description: 'One of them.' })
  exampleUser(@Root() { example }: GrowthCause): User {
    return userOf(example.userId);
  }

  @FieldResolver(() => ID, {
    nullable: true,
    description: 'The event that weighed most with that user; null where no event did it.',
  })
  exampleEventId(@Root() { example }: GrowthCause): string | null {
    return example.eventId;
  }
}
