import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import {
  DateTime,
  ExternalId,
  Freshness,
  Neighbour,
  PastAdaptation,
  Profile,
  Recommendation,
  SimilarUser,
  Trait,
  User,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPast, pastError } from '../errors.ts';
import { checkCount } from '../paging/check-page.ts';
import { pageCost } from '../paging/page-cost.ts';
import { freshnessOf } from './freshness.ts';
import { neighboursOf } from './neighbours.ts';
import { pastAdaptationOf, profileOf, userOf } from './views.ts';

/** A replay reads a whole history and runs the model once. */
const REPLAY_COST = 100;
const FIRST = 'How many at most; up to 200.';

@Resolver(() => User)
export class UserResolver {
  @FieldResolver(() => [ExternalId], { description: 'All names that sources use for the user.' })
  externalIds(@Root() { id }: User, @Ctx() { loaders }: RequestContext) {
    return loaders.externalIds.load(id);
  }

  @FieldResolver(() => [Trait], { description: 'What sources declare, by name.' })
  async traits(@Root() { id }: User, @Ctx() { loaders }: RequestContext): Promise<Trait[]> {
    const traits = Object.entries(await loaders.traits.load(id));
    return traits
      .map(([name, value]) => ({ name, value }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  @FieldResolver(() => Profile, {
    nullable: true,
    description: 'The current profile; null until the updater has made one.',
  })
  async profile(
    @Root() { id }: User,
    @Ctx() { loaders, services }: RequestContext,
  ): Promise<Profile | null> {
    const row = await loaders.profiles.load(id);
    return row && profileOf(row, services.modalities);
  }

  @FieldResolver(() => PastAdaptation, {
    nullable: true,
    description:
      'How strongly events counted at an instant of the past, replayed from what was known then; null where there was no profile.',
    complexity: ({ childComplexity }) => REPLAY_COST + childComplexity,
  })
  async adaptationAt(
    @Root() { id }: User,
    @Arg('asOf', () => DateTime, { description: 'The instant of the past.' }) asOf: number,
    @Ctx() { services, now }: RequestContext,
  ): Promise<PastAdaptation | null> {
    checkPast(asOf, now);
    const replayed = await services.explanations.replay(id, asOf).catch((error: unknown) => {
      throw pastError(error);
    });
    return replayed && pastAdaptationOf(replayed);
  }

  @FieldResolver(() => Freshness, { description: 'How current what is known of the user is.' })
  freshness(@Root() { id }: User, @Ctx() context: RequestContext): Freshness {
    return freshnessOf(id, context);
  }

  @FieldResolver(() => [Recommendation], {
    description: 'Items for the user, best first, as of the profile; empty without a profile.',
    complexity: pageCost(),
  })
  async recommendations(
    @Root() { id }: User,
    @Arg('first', () => Int, { defaultValue: 10, description: FIRST }) first: number,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Recommendation[]> {
    const count = checkCount(first, 'first');
    const items = await loaders.recommendations.load(id);
    return items.slice(0, count).map((item) => ({ userId: id, ...item }));
  }

  @FieldResolver(() => [SimilarUser], {
    description: 'The users with the nearest profiles, nearest first.',
    complexity: pageCost(20),
  })
  async similar(
    @Root() { id }: User,
    @Arg('first', () => Int, { defaultValue: 10, description: FIRST }) first: number,
    @Ctx() { services }: RequestContext,
  ): Promise<SimilarUser[]> {
    const near = await services.store.profiles.similar(id, checkCount(first, 'first'));
    return near.map(({ userId, distance }) => ({ user: userOf(userId), distance }));
  }

  @FieldResolver(() => [Neighbour], {
    description: 'Users with whom this one has relations, the most often named first.',
    complexity: pageCost(5),
  })
  async neighbours(
    @Root() { id }: User,
    @Arg('first', () => Int, { defaultValue: 10, description: FIRST }) first: number,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Neighbour[]> {
    const count = checkCount(first, 'first');
    return (await neighboursOf(id, loaders)).slice(0, count);
  }
}
