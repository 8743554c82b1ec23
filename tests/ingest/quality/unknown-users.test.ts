import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Store } from '../../../store/index.ts';
import { openTestStore } from '../../support/store.ts';
import { ingestList, NOW, record, view, viewSource } from '../support.ts';

const DAY = 86_400_000;
const USERS = 60;

let store: Store;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());

/** A day's views, one of each user. */
async function load(day: number, user: (index: number) => object) {
  const clock = () => NOW + day * DAY;
  const messages = Array.from({ length: USERS }, (_, index) =>
    record(`${day}-${index}`, { ...view('', 'i1'), ...user(index) }),
  );
  await store.sources.remove('shop');
  const ingest = ingestList(store, messages, { clock });
  const report = await ingest.sync(viewSource());
  const [quality] = await ingest.quality('shop');
  const kinds = quality!.warnings.map(({ kind }) => kind);
  return { unknown: report.unknownUsers, week: quality!.streams[0]!.unknownUsers, kinds };
}

const ofDay = (kinds: readonly string[]) => kinds.filter((kind) => kind === 'unknown_users');

test('user ids that nothing had named before are counted, and warned about once some are usual', async () => {
  const first = await load(0, (index) => ({ user: `c${index}` }));
  assert.deepEqual(
    [first.unknown, ofDay(first.kinds)],
    [USERS, []],
    'on the first day all are new',
  );
  const usual = await load(1, (index) => ({ user: `c${index}`, email: `e${index}@shop.example` }));
  assert.equal(usual.unknown, 0);
  // A new name beside one that is known is nobody new.
  const merged = await load(2, (index) => ({ user: `n${index}`, email: `e${index}@shop.example` }));
  assert.equal(merged.unknown, 0);
  for (const day of [3, 4, 5]) await load(day, (index) => ({ user: `c${index}` }));
  const changed = await load(6, (index) => ({ user: `customer-${index}` }));
  assert.equal(changed.unknown, USERS);
  assert.equal(changed.week, 2 * USERS);
  assert.deepEqual(ofDay(changed.kinds), ['unknown_users']);
});
