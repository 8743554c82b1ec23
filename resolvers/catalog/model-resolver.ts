import { Ctx, Query, Resolver } from 'type-graphql';
import { type DataQuality, Model } from '../../schema/index.ts';
import type { ModelRow } from '../../store/index.ts';
import type { RequestContext } from '../context.ts';

export const modelOf = ({ encoding, ...row }: ModelRow): Model => ({
  ...row,
  dataQuality: (row.metrics as { dataQuality?: DataQuality } | null)?.dataQuality ?? null,
  progress: encoding && { ...encoding, readyAt: row.readyAt },
  __typename: 'Model',
});

@Resolver()
export class ModelResolver {
  @Query(() => [Model], { description: 'Every model, newest first.' })
  async models(@Ctx() { loaders }: RequestContext): Promise<Model[]> {
    return (await loaders.models()).map(modelOf);
  }

  @Query(() => Model, {
    nullable: true,
    description: 'The model that serves; null before the first training.',
  })
  async activeModel(@Ctx() { services: { store } }: RequestContext): Promise<Model | null> {
    const row = await store.models.active();
    return row ? modelOf(row) : null;
  }
}
