import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Event, Item, SentenceLocale, User } from '../../schema/index.ts';
import { loadItem } from '../catalog/item-view.ts';
import type { RequestContext } from '../context.ts';
import { userOf } from '../users/views.ts';

@Resolver(() => Event)
export class EventResolver {
  @FieldResolver(() => Item, { nullable: true, description: 'The item that it is about.' })
  item(@Root() { itemId }: Event, @Ctx() { loaders }: RequestContext): Promise<Item | null> {
    return loadItem(itemId, loaders);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The other end of a relation.' })
  async otherUser(
    @Root() { otherUserId }: Event,
    @Ctx() { loaders }: RequestContext,
  ): Promise<User | null> {
    if (otherUserId === null) return null;
    return userOf((await loaders.canonicalUsers.load(otherUserId)) ?? otherUserId);
  }

  @FieldResolver(() => String, {
    description: 'What the user did, as part of a sentence; the bare type of an unknown modality.',
  })
  async sentence(
    @Root() event: Event,
    @Arg('locale', () => SentenceLocale, {
      defaultValue: SentenceLocale.EN,
      description: 'The language.',
    })
    locale: SentenceLocale,
    @Ctx() { loaders, services: { modalities } }: RequestContext,
  ): Promise<string> {
    if (!modalities.has(event.modality)) return event.type;
    const item = event.itemId === null ? null : await loaders.items.load(event.itemId);
    const attributes = event.attributes as Record<string, string | number | boolean | null>;
    return modalities.get(event.modality).evidence({ ...event, attributes }, item, locale);
  }
}
