import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Item, Recommendation } from '../../schema/index.ts';
import { loadItem } from '../catalog/item-view.ts';
import type { RequestContext } from '../context.ts';

@Resolver(() => Recommendation)
export class RecommendationResolver {
  @FieldResolver(() => Item, {
    nullable: true,
    description: 'The item; null where no source describes it any more.',
  })
  item(@Root() { itemId }: Recommendation, @Ctx() { loaders }: RequestContext) {
    return loadItem(itemId, loaders);
  }
}
