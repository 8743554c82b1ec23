import { Arg, Ctx, Int, Mutation, Resolver } from 'type-graphql';
import { ModelStateError } from '../../profiles/index.ts';
import { ModelResult } from '../../schema/index.ts';
import type { ModelRow } from '../../store/index.ts';
import type { RequestContext } from '../context.ts';
import { modelOf } from './model-resolver.ts';

const VERSION = 'Which model, by its version.';
const COST = 100;

@Resolver()
export class ModelMutationResolver {
  @Mutation(() => ModelResult, {
    description: "Has a model's profiles made and kept beside the served ones, in the background.",
    complexity: COST,
  })
  shadowModel(
    @Arg('version', () => Int, { description: VERSION }) version: number,
    @Ctx() { services: { life } }: RequestContext,
  ): Promise<typeof ModelResult> {
    return changed(() => life.shadow(version));
  }

  @Mutation(() => ModelResult, {
    description:
      'Lets a model serve whose profiles are ready. Every query sees all of one model or all of the other.',
    complexity: COST,
  })
  promoteModel(
    @Arg('version', () => Int, { description: VERSION }) version: number,
    @Ctx() { services: { life } }: RequestContext,
  ): Promise<typeof ModelResult> {
    return changed(async () => (await life.promote(version)).model);
  }

  @Mutation(() => ModelResult, {
    description: 'Lets the model serve again that served before the one that does now.',
    complexity: COST,
  })
  rollbackModel(@Ctx() { services: { life } }: RequestContext): Promise<typeof ModelResult> {
    return changed(async () => (await life.rollback()).model);
  }

  @Mutation(() => ModelResult, {
    description: 'Gives up a model that does not serve: its profiles go, its weights stay.',
    complexity: COST,
  })
  retireModel(
    @Arg('version', () => Int, { description: VERSION }) version: number,
    @Ctx() { services: { life } }: RequestContext,
  ): Promise<typeof ModelResult> {
    return changed(() => life.retire(version));
  }
}

async function changed(change: () => Promise<ModelRow>): Promise<typeof ModelResult> {
  try {
    return { __typename: 'ModelChanged', model: modelOf(await change()) };
  } catch (error) {
    if (!(error instanceof ModelStateError)) throw error;
    return { __typename: 'ModelRefused', message: error.message };
  }
}
