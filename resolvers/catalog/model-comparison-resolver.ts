import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Model, ModelComparison } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';

@Resolver(() => Model)
export class ModelComparisonResolver {
  @FieldResolver(() => ModelComparison, {
    nullable: true,
    description:
      'How it does on live traffic beside the serving model; null before the first user.',
  })
  comparison(
    @Root() { id }: Model,
    @Ctx() { services: { life } }: RequestContext,
  ): Promise<ModelComparison | null> {
    return life.comparison(id);
  }
}
