import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventEffects } from '../../../explain/attribution/event-effects.ts';
import { faithfulnessOf } from '../../../explain/attribution/faithfulness.ts';
import type { Event, UserHistory } from '../../../fusion/index.ts';

function historyOf(items: readonly string[]): UserHistory {
  const events = items.map(
    (itemId, at): Event => ({
      ...{ id: `e${at}`, modality: 'browsing', type: 'view', at, itemId },
      ...{ otherUserId: null, value: null, attributes: {} },
    }),
  );
  return { userId: 'u', events, traits: {} };
}

const aboutOf = ({ itemId }: Event) => itemId ?? '';

/** A score that saturates: the root of how many garden events there are, less the books. */
function saturating() {
  const counted = { reads: 0 };
  const count = (history: UserHistory, what: string) =>
    history.events.filter(({ itemId }) => itemId === what).length;
  const score = {
    columns: [],
    read(history: UserHistory) {
      counted.reads += 1;
      return Float32Array.of(count(history, 'garden'), count(history, 'books'));
    },
    score: ([garden, books]: Float32Array) => Math.sqrt(garden) - books / 10,
  };
  return { score, counted };
}

test('events about one thing sum to what it is worth, and what speaks for the verdict comes first', () => {
  const item = fc.constantFrom('garden', 'books', 'toys');
  fc.assert(
    fc.property(fc.array(item, { maxLength: 12 }), fc.boolean(), (items, member) => {
      const history = historyOf(items);
      const { score } = saturating();
      const effects = eventEffects(score, history, aboutOf, member);
      const sumOf = (what: string) =>
        effects
          .filter(({ eventId }) => items[Number(eventId.slice(1))] === what)
          .reduce((sum, { effect }) => sum + effect, 0);
      const garden = items.filter((own) => own === 'garden').length;
      assert.ok(Math.abs(sumOf('garden') - Math.sqrt(garden)) < 1e-6);
      assert.ok(Math.abs(sumOf('toys')) < 1e-6);
      const shares = effects.map(({ effect }) => (member ? -effect : effect));
      assert.deepEqual(
        shares,
        [...shares].sort((left, right) => left - right),
      );
    }),
  );
});

test('a bot of thousands of events costs no more than a busy person', () => {
  const { score, counted } = saturating();
  const history = historyOf(Array.from({ length: 5_000 }, () => 'garden'));
  const effects = eventEffects(score, history, aboutOf, true);
  assert.equal(effects.length, 5_000);
  assert.ok(counted.reads <= 12);
});

test('what no event moves is not moved by evidence either, and nothing can be removed from nobody', () => {
  const still = historyOf(['toys', 'toys']);
  const { score } = saturating();
  const of = (history: UserHistory) => score.score(score.read(history));
  assert.deepEqual(faithfulnessOf(of, still, ['e0', 'e1']), {
    removed: 2,
    moved: 0,
    movedAtRandom: 0,
  });
  assert.deepEqual(faithfulnessOf(of, historyOf([]), []), {
    removed: 0,
    moved: 0,
    movedAtRandom: 0,
  });
});
