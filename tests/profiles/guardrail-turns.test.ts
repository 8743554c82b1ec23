import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { policyToText } from '../../fusion/index.ts';
import { ModelRegistry } from '../../profiles/index.ts';
import {
  END,
  event,
  modalities,
  openDesk,
  rashPolicy,
  START,
  shopHistories,
  shopItems,
  trainShop,
  userId,
} from './fixture.ts';

test('whoever decides, the streams of a later policy are followed once, and to the same choices', async () => {
  const model = await trainShop(1, shopHistories(), 'equal mixture');
  const desk = await openDesk(model, 8);
  const { store } = desk;
  const since = START + 20 * 86_400_000;
  const policy = policyToText(rashPolicy(model.adaptation!.policy));
  // A later policy, and then three turns of the guardrail: revisions 1 to 4.
  for (const [turn, decides] of ['POLICY', 'EQUAL_MIXTURE', 'POLICY', 'EQUAL_MIXTURE'].entries()) {
    const revision = { decides, policy: turn === 0 ? policy : null, createdAt: since + turn };
    await store.adaptation.change(model.id, () => ({ state: null, revision }));
  }
  const events = Array.from({ length: 40 }, (_, index) =>
    event(index, { itemId: `item${(index * 7) % 30}`, at: START + index * 86_400_000 }),
  );
  const chosenBy = async (models: ModelRegistry, revision: number, upTo: number) => {
    const { fusion } = await models.revised(model.id, revision);
    const history = { userId: userId(1), events: events.slice(0, upTo), traits: {} };
    const [{ adaptation }] = await fusion.encode([history], { asOf: END });
    return adaptation;
  };
  const anew = new Map<string, ReturnType<typeof chosenBy>>();
  const expected = (revision: number, upTo: number) => {
    const key = `${revision} ${upTo}`;
    if (!anew.has(key)) {
      anew.set(key, chosenBy(new ModelRegistry(store, modalities), revision, upTo));
    }
    return anew.get(key)!;
  };
  const mayHappen = fc.record({
    revision: fc.integer({ min: 0, max: 4 }),
    upTo: fc.constantFrom(4, 12, 22, 25, 31, 40),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(mayHappen, { minLength: 3, maxLength: 9 }), async (schedule) => {
      const models = new ModelRegistry(store, modalities);
      for (const { revision, upTo } of schedule) {
        assert.deepEqual(await chosenBy(models, revision, upTo), await expected(revision, upTo));
      }
    }),
    { numRuns: 12 },
  );

  // What was chosen after the last event is found out once: the very same answer comes back after two turns.
  const models = new ModelRegistry(store, modalities);
  const [first, again] = await Promise.all([1, 3].map((turn) => models.revised(model.id, turn)));
  const stream = events.map(({ id, at }, index) => ({ id, at, item: index % 30 }));
  const choiceOf = ({ fusion }: typeof first) => fusion.adaptation!.choose('user', stream);
  assert.equal(choiceOf(first).mode, 'POLICY');
  assert.equal(choiceOf(again), choiceOf(first));
  // An item that arrived counts as the one that it is most like: of those that were known it changes nothing.
  const [lamp] = shopItems();
  const version = { sourceId: 'test', version: '1', contentHash: '1' };
  await store.items.upsert([{ ...lamp, id: 'arrived', title: 'Arrived', ...version }]);
  const knowing = await models.revised(model.id, 1);
  assert.ok(knowing.fusion.knows('arrived') && !first.fusion.knows('arrived'));
  assert.equal(choiceOf(knowing), choiceOf(first));
  await store.close();
});
