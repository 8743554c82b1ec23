import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { EQUAL_MIXTURE, withoutPolicy } from '../../fusion/index.ts';
import { Adaptation, Freshness, Profile } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { freshnessOf } from './freshness.ts';

@Resolver(() => Profile)
export class ProfileResolver {
  @FieldResolver(() => Freshness, { description: 'How current the profile is.' })
  freshness(@Root() profile: Profile, @Ctx() context: RequestContext): Freshness {
    return freshnessOf(profile.userId, context);
  }

  @FieldResolver(() => [Adaptation], {
    description: 'How strongly the last event of each modality counts, and why.',
  })
  async adaptation(
    @Root() { choices, modelId }: Profile,
    @Ctx() { services }: RequestContext,
  ): Promise<Adaptation[]> {
    if (choices.length === 0) return [];
    const guardrail = await services.adaptation.guardrailOf(modelId);
    return choices.map((choice) => ({
      ...choice,
      ...(guardrail?.state !== 'POLICY' && withoutPolicy(choice, EQUAL_MIXTURE, choice.events)),
    }));
  }
}
