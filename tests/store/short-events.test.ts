import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PlainEvent } from '../../store/current-history.ts';
import { EventKinds, ShortEvents } from '../../store/short-events.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\n', '日', '0') });
const hash = fc.nat().map((seed) => createHash('sha256').update(`${seed}`).digest('hex'));
const event: fc.Arbitrary<PlainEvent> = fc.record(
  {
    id: fc.oneof(
      { weight: 3, arbitrary: hash },
      word,
      hash.map((text) => text.toUpperCase()),
    ),
    modality: fc.oneof(fc.constantFrom('browsing', 'social'), word),
    type: fc.oneof(fc.constantFrom('view', 'follow'), word),
    at: fc.integer(),
    itemId: fc.option(word),
    otherUserId: fc.option(word),
    value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    attributes: fc.dictionary(fc.constantFrom('b', 'cc', '10'), fc.oneof(word, fc.boolean()), {
      noNullPrototype: true,
    }),
  },
  { noNullPrototype: true },
);

describe('Events in few characters', () => {
  it('are read as they were added, however often they are read in between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(event), fc.boolean())), (steps) => {
        const short = new ShortEvents(new EventKinds());
        const added: PlainEvent[] = [];
        for (const [some, isRead] of steps) {
          short.add(...some);
          added.push(...some);
          if (isRead) assert.deepEqual(short.read(), added);
        }
        assert.deepEqual(short.read(), added);
      }),
    );
  });

  it('have their attributes in the order of the database', () => {
    const short = new ShortEvents(new EventKinds());
    const said = { long: 1, b: 2, a: 3, cc: 4 };
    short.add({ ...view('1'), attributes: said });
    assert.deepEqual(Object.keys(short.read()[0]!.attributes), ['a', 'b', 'cc', 'long']);
  });

  it('of more kinds than have a number are read just so', () => {
    const short = new ShortEvents(new EventKinds());
    const added = Array.from({ length: 1_500 }, (_, kind) => ({
      ...view(`${kind}`),
      type: `type ${kind}`,
    }));
    for (const each of added) short.add(each);
    assert.deepEqual(short.read(), added);
  });

  it('take less than two thirds of the text that the database gives', () => {
    const short = new ShortEvents(new EventKinds());
    const added = Array.from({ length: 100 }, (_, number) =>
      view(createHash('sha256').update(`${number}`).digest('hex')),
    );
    short.add(...added);
    short.read();
    const text = JSON.stringify(added.map((each) => Object.values(each)));
    assert.ok(short.characters < (2 / 3) * text.length, `${short.characters} of ${text.length}`);
  });
});

function view(id: string): PlainEvent {
  const about = { itemId: 'product-12', otherUserId: null, value: null, attributes: {} };
  return { id, modality: 'browsing', type: 'view', at: 1_795_826_400_000, ...about };
}
