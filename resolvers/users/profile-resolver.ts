import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Freshness, Profile, Session } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { freshnessOf } from './freshness.ts';

@Resolver(() => Profile)
export class ProfileResolver {
  @FieldResolver(() => Freshness, { description: 'How current the profile is.' })
  freshness(@Root() profile: Profile, @Ctx() context: RequestContext): Freshness {
    return freshnessOf(profile.userId, context);
  }

  @FieldResolver(() => Session, {
    nullable: true,
    description: 'What the user is about right now; null where no session is open.',
    complexity: 50,
  })
  async session(
    @Root() { userId }: Profile,
    @Ctx() { services, loaders, now }: RequestContext,
  ): Promise<Session | null> {
    const row = await loaders.profiles.load(userId);
    const read = row === null ? null : await services.sessions.read(row, now);
    if (read === null) return null;
    return { ...read, items: read.items.map(({ name, weight }) => ({ itemId: name, weight })) };
  }
}
