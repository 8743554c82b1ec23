import { Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Training } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';

@Resolver()
export class TrainingResolver {
  @Query(() => Training, {
    nullable: true,
    description: 'The training that runs in the background, or the last that did.',
  })
  training(@Ctx() { services }: RequestContext): Training | null {
    return services.retraining.status;
  }

  @Mutation(() => Training, {
    description:
      'Trains a model in a process of its own while this server serves; it becomes a shadow. Where a training runs, that one is told of.',
    complexity: 100,
  })
  retrainModel(@Ctx() { services }: RequestContext): Training {
    return services.retraining.start();
  }
}
