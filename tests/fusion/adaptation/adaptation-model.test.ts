import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import {
  AdaptationModel,
  AdaptationPolicy,
  adaptationFromParts,
  adaptationToParts,
  fitAdaptation,
  Guardrail,
  GuardrailTest,
  POLICY_TRAINING,
  PolicyNetwork,
  ReencodeGate,
  type StreamEvent,
  TasteStream,
  trainPolicy,
} from '../../../fusion/adaptation/index.ts';
import { StreamCache } from '../../../fusion/adaptation/stream-cache.ts';
import { jsonToBytes, ModelFormatError } from '../../../fusion/model/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { SETTINGS, smallSpace, timesOf, turningExamples, turningItems } from './small-world.ts';

function eventsOf(items: Int32Array): StreamEvent[] {
  const at = timesOf(items);
  return Array.from(items, (item, event) => ({ id: `event ${event}`, item, at: at[event] }));
}

describe('a model of adaptation', () => {
  let model: AdaptationModel;
  const events = eventsOf(turningItems(70, 20, 9));

  before(() => {
    const training = { ...POLICY_TRAINING, epochs: 3, seed: 1 };
    const { policy } = trainPolicy(turningExamples(30), SETTINGS, training);
    // A gate that nobody taught asks now and then.
    const random = RandomSource.fromSeed(4);
    const gate = ReencodeGate.start(policy.scales.mean.length, 2e-4, random);
    for (let at = 0; at < gate.network.flat.length; at += 1) {
      gate.network.flat[at] += 0.05 * random.normal();
    }
    model = new AdaptationModel(policy.asking(gate), smallSpace(), new GuardrailTest().evidence);
  });
  const fresh = () => new AdaptationModel(model.policy, model.space, model.evidence);

  test('a policy that has learned to weigh nothing still shares out what counts', () => {
    const { policy, space, evidence } = model;
    const network = new PolicyNetwork(
      policy.network.inputs,
      SETTINGS.equal,
      policy.network.flat.slice(),
    );
    // Where items can hardly be told apart, steps of learning go on and on in any direction.
    network.layers.at(-1)!.bias.fill(-2_000);
    const { scales, settings } = policy;
    const drained = new AdaptationPolicy(network, scales, settings);
    const choice = new AdaptationModel(drained, space, evidence).choose('user', events);
    assert.equal(choice.mode, 'POLICY');
    const shared = choice.rates.reduce((sum, { share }) => sum + share, 0);
    assert.ok(Math.abs(shared - 1) < 1e-9, `the shares sum to ${shared}`);
    assert.ok(choice.countsAs > 0, `the last event counts as ${choice.countsAs}`);
  });

  test('any schedule of arrivals, late ones too, ends in the same choice', () => {
    const expected = fresh().choose('user', events);
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (arrivals) => {
        const one = fresh();
        const known: StreamEvent[] = [];
        for (let from = 0; from < arrivals.length; from += 9) {
          known.push(...arrivals.slice(from, from + 9));
          known.sort((left, right) => left.at - right.at);
          one.choose('user', known);
        }
        assert.deepEqual(one.choose('user', events), expected);
      }),
      { numRuns: 15 },
    );
  });

  test('streams that were packed away and go on agree with those that were followed at once', () => {
    const { policy, space, evidence } = model;
    const own = Array.from({ length: 4 }, (_, user) =>
      eventsOf(turningItems(40, 13, 20 + user)).map((event) => ({
        ...event,
        id: `${user} ${event.id}`,
      })),
    );
    const arrivals = fc.array(
      fc.record({ user: fc.nat(own.length - 1), upTo: fc.integer({ min: 1, max: 40 }) }),
      { minLength: 8, maxLength: 24 },
    );
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 3 }), (schedule, mostPacked) => {
        const cache = new StreamCache(space, policy, { mostHeld: 1, mostPacked });
        const packing = new AdaptationModel(policy, space, evidence, 'POLICY', true, cache);
        for (const { user, upTo } of schedule) {
          const events = own[user]!.slice(0, upTo);
          const expected = fresh().choose('at once', events);
          assert.deepEqual(packing.choose(`${user}`, events), expected);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('a later policy goes on from what another followed, and is asked of what came since it was made', () => {
    const { policy, space, evidence } = model;
    const random = RandomSource.fromSeed(5);
    const training = { ...POLICY_TRAINING, epochs: 2, seed: 2, start: policy };
    const later = trainPolicy(turningExamples(20), SETTINGS, training).policy.asking(policy.gate);
    const since = events[30]!.at;
    const anew = (own: readonly StreamEvent[]) => {
      const cache = new StreamCache(space, later, { since });
      return new AdaptationModel(later, space, evidence, 'POLICY', true, cache).choose('user', own);
    };
    const mayHappen = fc.record({
      isLater: fc.boolean(),
      upTo: fc.integer({ min: 1, max: events.length }),
      other: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(mayHappen, { minLength: 4, maxLength: 16 }), (schedule) => {
        const cache = new StreamCache(space, policy, { mostHeld: 1 });
        const before = new AdaptationModel(policy, space, evidence, 'POLICY', true, cache);
        const after = before.following(later, since);
        for (const { isLater, upTo, other } of schedule) {
          const own = events.slice(0, upTo);
          if (other) before.choose('somebody else', events.slice(0, 1 + random.below(60)));
          const chosen = (isLater ? after : before).choose('user', own);
          assert.deepEqual(chosen, isLater ? anew(own) : fresh().choose('at once', own));
        }
      }),
      { numRuns: 40 },
    );
    assert.deepEqual([anew(events.slice(0, 31)).judged, anew(events.slice(0, 31)).gain], [0, 0]);
    assert.equal(anew(events).judged, events.length - 31);
    assert.equal(fresh().choose('user', events).judged, events.length - 5);
  });

  test('what was packed away counts no more where an earlier event has changed', () => {
    const { policy, space, evidence } = model;
    const cache = new StreamCache(space, policy, { mostHeld: 1 });
    const packing = new AdaptationModel(policy, space, evidence, 'POLICY', true, cache);
    const changes: ((events: StreamEvent[]) => StreamEvent[])[] = [
      (own) => own.with(3, { ...own[3]!, item: (own[3]!.item + 1) % 90 }),
      (own) => own.with(3, { ...own[3]!, id: 'corrected' }),
      (own) => own.toSpliced(3, 1),
      (own) => own.toSpliced(3, 0, { ...own[3]!, id: 'late' }),
    ];
    for (const change of changes) {
      packing.choose('user', events.slice(0, 40));
      packing.choose('somebody else', events.slice(0, 9));
      const changed = change(events);
      assert.deepEqual(packing.choose('user', changed), fresh().choose('at once', changed));
      packing.choose('somebody else', events.slice(0, 10));
    }
  });

  test('a stream that only grows is followed on, also where its beginning is left behind', () => {
    const long = eventsOf(turningItems(640, 50, 3));
    const growing = fresh();
    for (let count = 350; count <= long.length; count += 29) {
      const grown = long.slice(0, count);
      assert.deepEqual(growing.choose('user', grown), fresh().choose('user', grown));
    }
  });

  test('events that turn out to be about other items are followed anew', () => {
    const one = fresh();
    one.choose('user', events);
    const others = events.map((event) => ({ ...event, item: events[0].item }));
    assert.deepEqual(one.choose('user', others), fresh().choose('user', others));
    assert.notDeepEqual(one.choose('user', others), fresh().choose('user', events));
  });

  test('under five events the rate is fixed, and a policy that gave way leaves it to the equal mixture', () => {
    const few = model.choose('newcomer', events.slice(0, 4));
    assert.equal(few.mode, 'FIXED');
    assert.deepEqual(
      few.rates.map(({ share }) => share),
      SETTINGS.kept.map((kept) => (kept === 0.8 ? 1 : 0)),
    );
    const choice = model.deciding('EQUAL_MIXTURE').choose('user', events);
    assert.equal(choice.mode, 'EQUAL_MIXTURE');
    assert.equal(choice.countsAs, 1);
    assert.equal(choice.reencoded, false);
    const decided = model.choose('user', events);
    assert.deepEqual([choice.gain, choice.judged], [decided.gain, decided.judged]);
    assert.deepEqual(model.deciding('EQUAL_MIXTURE').choose('newcomer', events.slice(0, 4)), few);
  });

  test('shortly after a turn an event counts for more than in the midst of one taste', () => {
    const mean = (places: number[]) =>
      places.reduce((sum, count) => sum + model.choose('u', events.slice(0, count)).countsAs, 0) /
      places.length;
    assert.ok(mean([24, 44, 64]) > mean([19, 39, 59]));
  });

  test('a choice is told in a sentence that says how much and why', () => {
    const reasons = events.map((_, count) => model.choose('u', events.slice(0, count + 1)));
    for (const { reason: told, mode, countsAs, reencoded } of reasons) {
      const reason = told.followed;
      assert.match(reason, /^[A-Z].*\.$/);
      assert.equal(reason.endsWith('which promised more than it costs.'), reencoded);
      if (mode === 'POLICY' && countsAs > 1.2) assert.match(reason, /times as much|twice as much/);
    }
    assert.ok(reasons.some(({ reason }) => reason.followed.includes('because')));
    for (const { reason, mode } of reasons) {
      if (mode === 'FIXED') continue;
      const told = reason.followed;
      const conditional = `${told[0].toLowerCase()}${told.slice(1)}`
        .replace(' counted ', ' would have counted ')
        .replace(' were read ', ' would have been read ');
      assert.equal(reason.notFollowed, `Had this choice been followed, ${conditional}`);
    }
    assert.deepEqual(new Set(reasons.map(({ reencoded }) => reencoded)), new Set([true, false]));
    assert.ok(reasons[reasons.length - 1].readAgain > 0);
  });

  test('a stored policy chooses the same when it is read back; that of another version is the equal mixture', () => {
    const parts = adaptationToParts(model);
    const again = adaptationFromParts(parts);
    const rounded = adaptationFromParts(adaptationToParts(again));
    assert.deepEqual(again?.choose('u', events), rounded?.choose('u', events));
    assert.deepEqual(again?.evidence, model.evidence);
    assert.equal(adaptationFromParts(new Map()), null);
    const header = JSON.parse(new TextDecoder().decode(parts.get('adaptation/header.json')));
    const other = new Map(parts).set(
      'adaptation/header.json',
      jsonToBytes({ ...header, formatVersion: 99 }),
    );
    const refused = adaptationFromParts(other);
    assert.match(
      refused?.policy.problem ?? '',
      /format version 99; this program reads version 3\. The equal mixture decides until/,
    );
    const choice = refused?.choose('u', events);
    const expected = model.deciding('EQUAL_MIXTURE').choose('u', events);
    assert.equal(choice?.mode, 'EQUAL_MIXTURE');
    assert.deepEqual(choice?.rates, expected.rates);
    assert.equal(Guardrail.start(refused?.evidence).state, 'EQUAL_MIXTURE');
    const unknown = new Map(parts).set(
      'adaptation/header.json',
      jsonToBytes({ formatVersion: 99 }),
    );
    assert.throws(() => adaptationFromParts(unknown), ModelFormatError);
    const short = new Map(parts).set('adaptation/network', new Uint8Array(8));
    assert.throws(() => adaptationFromParts(short), ModelFormatError);
  });

  test('what a shop logged makes a policy; too little makes none', () => {
    const streams = Array.from({ length: 24 }, (_, user) => {
      const items = turningItems(40, 15, user + 1);
      return { user, items, at: timesOf(items) };
    });
    const fitted = fitAdaptation(streams, 90, 1);
    assert.ok(fitted !== null);
    assert.deepEqual(
      adaptationFromParts(adaptationToParts(fitted))?.choose('u', events),
      fitted.choose('u', events),
    );
    assert.equal(fitAdaptation(streams.slice(0, 3), 90, 1), null);
  });

  test('events for which no re-encode can be asked teach nothing about re-encodes, even free ones', () => {
    const streams = Array.from({ length: 80 }, (_, user) => {
      const items = turningItems(5, 15, user + 1);
      return { user, items, at: timesOf(items) };
    });
    const fitted = fitAdaptation(streams, 90, 1, 0);
    assert.ok(fitted !== null);
    const items = turningItems(40, 15, 1);
    const stream = new TasteStream(fitted.space, fitted.policy.settings);
    items.forEach((item, event) => {
      assert.equal(fitted.policy.decide(stream).reencodes, false);
      stream.observe(item, timesOf(items)[event]);
    });
  });
});
