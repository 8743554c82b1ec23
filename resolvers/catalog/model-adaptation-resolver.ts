import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Guardrail } from '../../fusion/index.ts';
import { AdaptationStatus, Model } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';

@Resolver(() => Model)
export class ModelAdaptationResolver {
  @FieldResolver(() => AdaptationStatus, {
    nullable: true,
    description: 'How its adaptation policy does; null for a model without one.',
  })
  async adaptation(
    @Root() { id }: Model,
    @Ctx() { services }: RequestContext,
  ): Promise<AdaptationStatus | null> {
    const stored = await services.adaptation.guardrailOf(id);
    if (stored === null) return null;
    return {
      decides: stored.state,
      steersRecommendations: await services.recommender.followsChoices(id),
      revision: await services.store.adaptation.latestRevision(id),
      taughtThrough: await services.store.adaptation.taughtThrough(id),
      lowerBound: Guardrail.restore(stored).lowerBound,
      observations: stored.current.users,
      waiting: stored.waiting,
      gaveWay: stored.gaveWay,
    };
  }
}
