import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { RemoveSourceResult, SwitchSourceResult } from '../../schema/index.ts';
import type { SourceControlTable } from '../../store/index.ts';
import type { RequestContext } from '../context.ts';
import { sourceNow, unknownSource } from './known-source.ts';

const WHICH = { description: 'Which source.' };

@Resolver()
export class SourceMutationResolver {
  @Mutation(() => SwitchSourceResult, {
    description: 'Keeps a source from being read until it is resumed; what it gave stays.',
  })
  pauseSource(
    @Arg('id', () => ID, WHICH) id: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof SwitchSourceResult> {
    return switched(context, id, (controls, at) => controls.pause(id, at));
  }

  @Mutation(() => SwitchSourceResult, {
    description: 'Lets a paused or removed source be read again.',
  })
  resumeSource(
    @Arg('id', () => ID, WHICH) id: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof SwitchSourceResult> {
    return switched(context, id, (controls) => controls.resume(id));
  }

  @Mutation(() => SwitchSourceResult, {
    description:
      'Switches the quarantine of a source. While it is on, what the source gives is kept aside as dead letters of the reason `quarantined`; replay or discard them.',
  })
  quarantineSource(
    @Arg('id', () => ID, WHICH) id: string,
    @Arg('on', () => Boolean, { description: 'On, or off.' }) on: boolean,
    @Arg('reason', () => String, { nullable: true, description: 'Why, for those who come after.' })
    reason: string | null,
    @Ctx() context: RequestContext,
  ): Promise<typeof SwitchSourceResult> {
    return switched(context, id, (controls, at) =>
      on
        ? controls.quarantine(id, reason ?? 'A person switched it on.', at)
        : controls.release(id, at),
    );
  }

  @Mutation(() => SwitchSourceResult, {
    description: 'Says that a person has looked at the quality warnings so far: they are closed.',
  })
  acceptQualityWarnings(
    @Arg('id', () => ID, WHICH) id: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof SwitchSourceResult> {
    return switched(context, id, (controls, at) => controls.acceptWarnings(id, at));
  }

  @Mutation(() => RemoveSourceResult, {
    description: 'Removes a source, with what came from it if that is wished.',
    complexity: 100,
  })
  async removeSource(
    @Arg('id', () => ID, WHICH) id: string,
    @Arg('data', () => Boolean, {
      description: 'Take away all that came from it, not only how far it was read.',
    })
    data: boolean,
    @Arg('dryRun', () => Boolean, { description: 'Say how much that is, and change nothing.' })
    dryRun: boolean,
    @Ctx() { services }: RequestContext,
  ): Promise<typeof RemoveSourceResult> {
    if ((await sourceNow(services, id)) === null) return unknownSource(services);
    return {
      __typename: 'SourceRemoved',
      sourceId: id,
      dryRun,
      ...(await services.sources.remove(id, { data, dryRun })),
      token: await services.store.changes.token(),
    };
  }
}

async function switched(
  { services }: RequestContext,
  id: string,
  turn: (controls: SourceControlTable, at: number) => Promise<void>,
): Promise<typeof SwitchSourceResult> {
  if ((await sourceNow(services, id)) === null) return unknownSource(services);
  await turn(services.store.sourceControls, services.clock());
  return { __typename: 'SourceSwitched', source: (await sourceNow(services, id))! };
}
