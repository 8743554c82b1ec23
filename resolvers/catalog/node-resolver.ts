import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Node } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { clientError } from '../errors.ts';
import { segmentOf } from '../segments/views.ts';
import { userOf } from '../users/views.ts';
import { loadItem } from './item-view.ts';
import { modelOf } from './model-resolver.ts';

const TYPED = /^(User|Segment|Item|Source|Model):(.+)$/s;

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description:
      'Whatever has this id; null where nothing has. Where things of two types share an id, put the type in front: `Item:17`.',
    complexity: ({ childComplexity }) => 5 + childComplexity,
  })
  async node(
    @Arg('id', () => ID, { description: 'The `id` of any node.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Node | null> {
    const plain = (await find(id, context)).filter((found) => found !== null);
    if (plain.length > 1) {
      throw clientError(
        'BAD_USER_INPUT',
        `Several things have this id (${plain.map((found) => found.__typename).join(', ')}). Put the type in front, for example ${plain[0]!.__typename}:<id>.`,
      );
    }
    const [, type, key] = TYPED.exec(id) ?? [];
    if (plain.length === 1 || key === undefined) return plain[0] ?? null;
    return (await find(key, context)).find((found) => found?.__typename === type) ?? null;
  }
}

async function find(id: string, { loaders }: RequestContext): Promise<(Node | null)[]> {
  const [user, segment, item, sources, models] = await Promise.all([
    loaders.canonicalUsers.load(id),
    loaders.segments.load(id),
    loadItem(id, loaders),
    loaders.sources(),
    loaders.models(),
  ]);
  const model = models.find((row) => row.id === id);
  return [
    user === null ? null : userOf(user),
    segment && segmentOf(segment),
    item,
    sources.find((source) => source.id === id) ?? null,
    model ? modelOf(model) : null,
  ];
}
