import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ConnectorMessage } from '../../../connectors/index.ts';
import { onEveryStore } from '../../support/store.ts';
import {
  effective,
  ingestList,
  record,
  tombstone,
  view,
  viewMapping,
  viewSource,
} from '../support.ts';

const lines = { each: 'lines', event: { ...viewMapping.event, item: 'each' } };

/** Few keys, versions and users, so that versions, owners and numbers of parts collide. */
const message: fc.Arbitrary<ConnectorMessage> = fc
  .record({
    key: fc.constantFrom('1', '2', '3'),
    version: fc.constantFrom('1', '2', '3'),
    user: fc.constantFrom('a', 'b'),
    items: fc.array(fc.constantFrom('x', 'y'), { minLength: 1, maxLength: 3 }),
    gone: fc.boolean(),
  })
  .map(({ key, version, user, items, gone }) => {
    const data = view(user, '', { lines: items });
    return gone ? tombstone(key, version, data) : record(key, data, version);
  });

onEveryStore('order', (open) => {
  test('the same messages in any order, batches and repetition give the same events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat({ max: 11 }), { maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 5 }),
        async (messages, repeated, keys, batchRecords) => {
          const one = await open();
          await ingestList(one, messages, { stateEvery: 100 }).sync(viewSource(lines));
          const again = repeated.map((index) => messages[index % messages.length]!);
          const shuffled = [...messages, ...again]
            .map((value) => ({ value, key: keys.next().value! }))
            .sort((left, right) => left.key - right.key)
            .map(({ value }) => value);
          const other = await open();
          const options = { stateEvery: 1, batchRecords };
          await ingestList(other, shuffled, options).sync(viewSource(lines));
          assert.deepEqual(await effective(other), await effective(one));
          await one.close();
          await other.close();
        },
      ),
      { numRuns: 10 },
    );
  });
});
