import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { ItemRow } from './item-row.ts';
import { compareVersions } from './memory.ts';
import { type KeysetPage, type Page, readPage } from './page.ts';
import { json, key, pieces, real, text, textArray, unnest } from './unnest.ts';

export interface ItemFilter {
  /** Only items with this category, at any level. */
  readonly category?: string;
  /** Only items whose title or id has this text in it, whatever the case. */
  readonly text?: string;
}

/** What of an item is kept as it was. */
type ItemVersion = Pick<ItemRow, 'id' | 'categories' | 'latitude' | 'longitude'>;

/** Every transaction before this one is over: what it wrote can be seen. */
const SETTLED = sql`pg_snapshot_xmin(pg_current_snapshot())`;
const SELECT = sql`select id, title, categories, price, latitude, longitude, attributes,
  source_id as "sourceId", version, content_hash as "contentHash" from items`;
const BATCH = 1_000;

export class ItemTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Stores items; of one id the greatest (version, content hash) counts, in whatever order they come.
   * @returns how many rows are new or other than before
   */
  async upsert(items: readonly ItemRow[]): Promise<{ changed: number }> {
    const latest = new Map<string, ItemRow>();
    for (const item of items) {
      const known = latest.get(item.id);
      if (known ? compareVersions(item, known) > 0 : !this.#context.memory?.hasItem(item)) {
        latest.set(item.id, item);
      }
    }
    if (latest.size === 0) return { changed: 0 };
    return this.#context.transaction(async (inside) => {
      let changed = 0;
      for (const piece of pieces([...latest.values()])) {
        const ids = (await inside.rows(upsertItems(piece))).map(({ id }) => id);
        if (ids.length > 0) await inside.rows(keepVersions(ids, inside.shared.clock()));
        changed += ids.length;
        inside.learn((memory) => {
          for (const item of piece) memory.learnItem(item);
        });
      }
      if (changed > 0) inside.learn((memory) => memory.forgetAnswers());
      return { changed };
    });
  }

  async byIds(ids: readonly string[]): Promise<Map<string, ItemRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#context.rows(
      sql<ItemRow>`${SELECT} where id = any(${textArray(ids)})`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * Items by id with the categories and the place that they had at an instant of the past, in
   * milliseconds since the epoch; those that were not known then are left out.
   */
  async byIdsAt(ids: readonly string[], at: number): Promise<Map<string, ItemRow>> {
    const items = await this.byIds(ids);
    if (items.size === 0) return items;
    const versions = await this.#context.rows(
      sql<ItemVersion>`select distinct on (item_id) item_id as id, categories, latitude, longitude
        from item_versions where item_id = any(${textArray([...items.keys()])}) and since <= ${at}::bigint
        order by item_id, since desc`,
    );
    return new Map(
      versions.map((version) => [version.id, { ...items.get(version.id)!, ...version }]),
    );
  }

  /** Those of the ids that belong to an item. */
  async exists(ids: readonly string[]): Promise<Set<string>> {
    const { memory } = this.#context;
    const unsure = ids.filter((id) => !memory?.knowsItem(id));
    const found = new Set(ids.filter((id) => memory?.knowsItem(id)));
    if (unsure.length === 0) return found;
    const rows = await this.#context.rows(
      sql<{ id: string }>`select id from items where id = any(${textArray(unsure)})`,
    );
    for (const { id } of rows) found.add(id);
    return found;
  }

  /** All items in the order of their ids, some at a time. */
  async *all(): AsyncGenerator<ItemRow[]> {
    let last = '';
    for (;;) {
      const rows = await this.#context.rows(
        sql<ItemRow>`${SELECT} where id > ${last} order by id limit ${BATCH}::int`,
      );
      if (rows.length === 0) return;
      yield rows;
      last = rows.at(-1)!.id;
    }
  }

  /**
   * Items that were stored or changed since an earlier reading. Some of them may have been read before, and
   * none is missed, however many write at once.
   * @param after the `next` of the earlier reading
   */
  changedSince(after: string): Promise<{ items: readonly ItemRow[]; next: string }> {
    return this.#context.remembered(`items changed since ${after}`, async () => {
      const rows = await this.#context.rows(
        sql<ItemRow & { next: string }>`select next.place::text as next, found.*
          from (select ${SETTLED} as place) next
          left join (${SELECT} where changed_in >= ${after}::text::xid8) found on true
          order by found.id`,
      );
      const items = rows.flatMap(({ next: _, ...item }) => (item.id === null ? [] : [item]));
      return { items, next: rows[0].next };
    });
  }

  /** Where a reading of all items goes on: ask before it. */
  async changesFrom(): Promise<string> {
    const { next } = await this.#context.row(
      sql<{ next: string }>`select ${SETTLED}::text as next`,
    );
    return next;
  }

  /** Items by id. */
  page(page: KeysetPage, filter: ItemFilter = {}): Promise<Page<ItemRow>> {
    const conditions = [sql`true`];
    if (filter.category !== undefined) {
      conditions.push(sql`categories @> jsonb_build_array(${filter.category}::text)`);
    }
    if (filter.text !== undefined) {
      const pattern = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
      conditions.push(sql`(title ilike ${pattern} or id ilike ${pattern})`);
    }
    return readPage(
      this.#context,
      sql<ItemRow>`${SELECT} where ${sql.join(conditions, sql` and `)}`,
      [{ column: 'id', type: 'text' }],
      page,
    );
  }

  async count(): Promise<number> {
    const { count } = await this.#context.row(
      sql<{ count: number }>`select count(*) as count from items`,
    );
    return count;
  }
}

function upsertItems(items: readonly ItemRow[]): RawBuilder<{ id: string }> {
  const columns = {
    id: key<ItemRow>((item) => item.id),
    title: text<ItemRow>((item) => item.title),
    categories: json<ItemRow>((item) => item.categories),
    price: real<ItemRow>((item) => item.price),
    latitude: real<ItemRow>((item) => item.latitude),
    longitude: real<ItemRow>((item) => item.longitude),
    attributes: json<ItemRow>((item) => item.attributes),
    source_id: key<ItemRow>((item) => item.sourceId),
    version: text<ItemRow>((item) => item.version),
    content_hash: text<ItemRow>((item) => item.contentHash),
  };
  const names = Object.keys(columns);
  const list = sql.join(names.map((name) => sql.ref(name)));
  const updates = names.slice(1).map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`);
  return sql<{ id: string }>`insert into items (${list})
    select ${list} from ${unnest('items', items, columns)} order by id
    on conflict (id) do update set ${sql.join(updates)}, changed_in = pg_current_xact_id()
      where (excluded.version, excluded.content_hash) > (items.version, items.content_hash)
    returning id`;
}

/** Keeps what items are from now on, where it differs from what they were. */
function keepVersions(ids: readonly string[], now: number): RawBuilder<unknown> {
  return sql`insert into item_versions (item_id, since, categories, latitude, longitude)
    select id, ${now}::bigint, categories, latitude, longitude from items
    where id = any(${textArray(ids)}) and not exists (
      select from item_versions known where known.item_id = items.id
        and known.since = (select max(since) from item_versions where item_id = items.id)
        and (known.categories, known.latitude, known.longitude)
          is not distinct from (items.categories, items.latitude, items.longitude))
    on conflict (item_id, since) do update set categories = excluded.categories,
      latitude = excluded.latitude, longitude = excluded.longitude`;
}
