import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Contribution, Item, Recommendation } from '../../schema/index.ts';
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

  @FieldResolver(() => [Contribution], {
    description:
      'Which modality speaks for it and which against, the strongest first; they add up to the score.',
  })
  async reasons(
    @Root() { itemId, userId }: Recommendation,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Contribution[]> {
    const own = (await loaders.recommendationReasons.load(userId)).get(itemId);
    return (own ?? []).toSorted((left, right) => Math.abs(right.value) - Math.abs(left.value));
  }
}
