import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { type Connection, Item, ItemConnection, PageArguments } from '../../schema/index.ts';
import type { KeysetPage } from '../../store/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf, countPages } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';
import { itemOf, loadItem } from './item-view.ts';

@Resolver()
export class ItemResolver {
  @Query(() => Item, { nullable: true, description: 'One item; null where there is none.' })
  item(
    @Arg('id', () => ID, { description: 'As its source calls it.' }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Item | null> {
    return loadItem(id, loaders);
  }

  @Query(() => ItemConnection, { description: 'Items by id.', complexity: pageCost() })
  async items(
    @Args(() => PageArguments) page: PageArguments,
    @Arg('category', () => String, {
      nullable: true,
      description: 'Only items with this category, at any level.',
    })
    category: string | null,
    @Arg('text', () => String, {
      nullable: true,
      description: 'Only items whose title or id holds this text, whatever the case.',
    })
    text: string | null,
    @Ctx() { services: { store } }: RequestContext,
  ): Promise<Connection<Item>> {
    const filter = { ...(category != null && { category }), ...(text != null && { text }) };
    const read = (keys: KeysetPage) => store.items.page(keys, filter);
    return connectionOf(await read(checkPage(page)), itemOf, () =>
      Object.keys(filter).length === 0 ? store.items.count() : countPages(read),
    );
  }
}
