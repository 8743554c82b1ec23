import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ConnectorMessage, StreamField } from '../../../connectors/index.ts';
import { sourceDeclaration } from '../../../ingest/index.ts';
import type { Store } from '../../../store/index.ts';
import { openTestStore } from '../../support/store.ts';
import { effective, fromList, ingestOn, record, scripted, view, viewMapping } from '../support.ts';

const field = (name: string, type: StreamField['type'] = 'string'): StreamField => ({
  name,
  type,
  nullable: name === 'shop',
});
const usual = [field('time'), field('user'), field('item'), field('shop')];

describe('drift', () => {
  let store: Store;
  before(async () => {
    store = await openTestStore();
  });
  after(() => store.close());
  let count = 0;
  let list: ConnectorMessage[];
  let fields: StreamField[];
  let primaryKey: string[];
  let logged: unknown[];

  /** One sync of a source of this test, under a policy. */
  async function sync(drift?: string) {
    const connector = {
      ...scripted((request) => fromList(list, request)),
      discover: async () => [{ name: 'views', fields, primaryKey, cursor: null }],
    };
    const declared = sourceDeclaration.parse({
      id: `drift-${count}`,
      connector: 'scripted',
      config: {},
      streams: [{ name: 'views', map: viewMapping, ...(drift && { drift }) }],
    });
    const log = (_: string, facts?: object) => logged.push(facts);
    return ingestOn(store, connector, { log }).sync(declared);
  }

  const add = (more = {}) => {
    const data = view('a', `i${list.length}`, { shop: 'north', ...more });
    list.push(record(`${count}-${list.length}`, data));
  };

  beforeEach(async () => {
    count += 1;
    list = [];
    fields = usual;
    primaryKey = ['item'];
    logged = [];
    for (let index = 0; index < 5; index += 1) add();
  });

  it('stops before a record that has a new field, and keeps what came before it', async () => {
    assert.equal((await sync('stop')).failure, null);
    add();
    add({ coupon: 'spring' });
    add();
    const { failure, events } = await sync('stop');
    assert.equal(events, 1);
    assert.equal(failure?.action, 'stop');
    assert.match(failure.message, /new field "coupon".*`drift: propagate`/);
    assert.equal((await sync('propagate')).events, 2);
    assert.deepEqual(logged.filter((facts) => JSON.stringify(facts).includes('coupon')).length, 1);
    add({ coupon: 'summer' });
    assert.equal((await sync('stop')).failure, null, 'the schema was taken over');
  });

  it('goes on with the fields that were there', async () => {
    await sync('ignore');
    const url = { url: 'https://shop.example/x' };
    add(url);
    assert.equal((await sync('ignore')).events, 1);
    const attributes = (await effective(store)).map((event) => event.attributes);
    assert.ok(!JSON.stringify(attributes).includes('shop.example'));
    add(url);
    await sync('propagate');
    const later = (await effective(store)).map((event) => event.attributes);
    assert.ok(JSON.stringify(later).includes('shop.example'));
  });

  it('notices another type and a field that the source no longer describes', async () => {
    await sync('stop');
    add({ shop: 7 });
    assert.match((await sync('stop')).failure?.message ?? '', /"shop" has another type/);
    list.pop();
    fields = usual.slice(0, 3);
    assert.match((await sync('stop')).failure?.message ?? '', /"shop" is gone/);
    assert.equal((await sync('propagate')).failure, null);
  });

  it('stops every policy where the key is gone or another one', async () => {
    await sync('propagate');
    fields = usual.filter(({ name }) => name !== 'item');
    assert.match(
      (await sync('propagate')).failure?.message ?? '',
      /"item", its key or cursor, is gone/,
    );
    fields = usual;
    primaryKey = ['user', 'item'];
    assert.match((await sync('ignore')).failure?.message ?? '', /key or cursor is another one/);
    assert.equal((await sync()).failure, null, 'without a policy nobody looks');
  });
});
