import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Freshness, Profile } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { freshnessOf } from './freshness.ts';

@Resolver(() => Profile)
export class ProfileResolver {
  @FieldResolver(() => Freshness, { description: 'How current the profile is.' })
  freshness(@Root() profile: Profile, @Ctx() context: RequestContext): Freshness {
    return freshnessOf(profile.userId, context);
  }
}
