import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { StartSyncResult } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { sourceNow } from './known-source.ts';

@Resolver()
export class StartSyncResolver {
  @Mutation(() => StartSyncResult, {
    description: 'Takes in a source from where it was left.',
    complexity: 100,
  })
  async startSync(
    @Arg('sourceId', () => ID, { description: 'As `portrait.yaml` names it.' }) sourceId: string,
    @Arg('wait', () => Boolean, {
      defaultValue: false,
      description: 'Answer only when the sync has ended; otherwise it goes on in the background.',
    })
    wait: boolean,
    @Ctx() { services }: RequestContext,
  ): Promise<typeof StartSyncResult> {
    if (!services.sources.declared().some(({ id }) => id === sourceId)) {
      return {
        __typename: 'UnknownSource',
        message:
          'No source of that id is declared. List the sources, or declare it in portrait.yaml.',
      };
    }
    const running = services.sources.sync(sourceId);
    if (!wait) running.catch(services.onBackgroundError);
    const outcome = wait ? await running : null;
    return {
      __typename: 'SyncStarted',
      source: (await sourceNow(services, sourceId))!,
      counts: outcome && { ...outcome, failure: outcome.failure?.message ?? null },
      token: await services.store.changes.token(),
    };
  }
}
