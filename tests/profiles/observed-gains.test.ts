import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Guardrail, GuardrailTest } from '../../fusion/adaptation/index.ts';
import { RandomSource } from '../../fusion/tensor/index.ts';
import { ObservedGains } from '../../profiles/observed-gains.ts';
import { userId } from './fixture.ts';

const DAY = 86_400_000;

/** What a profile tells after so many judged events in each modality. */
function told(...sums: readonly (readonly [modality: string, judged: number, gain: number])[]) {
  return sums.map(([modality, judged, gain]) => ({ modality, judged, gain }));
}

/** Sees a user who just did something. */
function come(gains: ObservedGains, user: string, sums: ReturnType<typeof told>, now: number) {
  return gains.see(user, sums, now, now);
}

describe('an observation', () => {
  test('is the mean of a user over all modalities since the last one, of five events or more', () => {
    const gains = new ObservedGains();
    assert.equal(
      come(gains, 'ann', told(['views', 10, 100]), 0),
      null,
      'what was before may have taught',
    );
    assert.equal(come(gains, 'ann', told(['views', 12, 101]), 1), null, 'two events');
    assert.equal(come(gains, 'ann', told(['views', 12, 101], ['sales', 2, 1]), 2), null, 'four');
    assert.equal(come(gains, 'ann', told(['views', 13, 102], ['sales', 2, 1]), 3), 3 / 5);
    assert.equal(come(gains, 'ann', told(['views', 33, 42], ['sales', 2, 1]), DAY + 3), -60 / 20);
  });

  test('counts nothing of a stream that has become shorter, and goes on from there', () => {
    const gains = new ObservedGains();
    come(gains, 'ann', told(['views', 400, 9]), 0);
    assert.equal(come(gains, 'ann', told(['views', 300, 5]), 1), null);
    assert.equal(come(gains, 'ann', told(['views', 310, 6]), 2), 1 / 10);
  });

  test('is of all events of a later policy, whose sums began at nothing when it did', () => {
    const gains = new ObservedGains();
    come(gains, 'ann', told(['views', 400, 9]), 0);
    gains.begin();
    assert.equal(come(gains, 'ann', told(['views', 4, 2]), 1), null);
    assert.equal(come(gains, 'ann', told(['views', 8, 2]), 2), 2 / 8);
    assert.equal(come(gains, 'bob', told(['views', 8, 2]), 2), null, 'nobody knows since when');
  });

  test('is made once a day by whoever does thousands of things', () => {
    const gains = new ObservedGains();
    const made: number[] = [];
    for (let event = 1; event <= 30_000; event += 1) {
      const at = event * 8_640;
      if (come(gains, 'robot', told(['views', event, -event]), at) !== null) made.push(at);
    }
    // Three days.
    assert.equal(made.length, 3);
    assert.ok(made[1]! - made[0]! >= DAY && made[2]! - made[1]! >= DAY);
  });
});

describe('the users who are watched', () => {
  const remembered = 1_000;
  const watching = (users: Iterable<number>) => {
    const gains = new ObservedGains(remembered);
    for (const user of users) come(gains, userId(user), told(['views', 1, 0]), 0);
    return gains;
  };
  const seenBy = (gains: ObservedGains, users: number) =>
    Array.from({ length: users }, (_, user) => user).filter(
      (user) => come(gains, userId(user), told(['views', 6, 0]), 1) !== null,
    );

  test('are all where there is room, and else always the same fair share, whoever comes first', () => {
    const all = watching(Array(remembered).keys());
    assert.deepEqual(all.watched, { users: remembered, share: 1 });
    assert.equal(seenBy(all, remembered).length, remembered);

    const users = 20_000;
    const forth = watching(Array(users).keys());
    const back = watching(Array.from({ length: users }, (_, user) => users - 1 - user));
    const { share } = forth.watched;
    assert.equal(share, 1 / 32);
    assert.equal(back.watched.share, share);
    assert.ok(forth.watched.users <= remembered && forth.watched.users > 0.9 * users * share);
    const seen = seenBy(forth, users);
    assert.equal(seen.length, forth.watched.users, 'everybody of the sample, whenever they came');
    assert.deepEqual(seenBy(back, users), seen);
    for (const half of [seen.filter((user) => user < users / 2), seen.filter((user) => user % 2)]) {
      assert.ok(
        Math.abs(half.length / seen.length - 0.5) < 0.1,
        `${half.length} of ${seen.length}`,
      );
    }
  });

  test('are no people who did too little to be judged, and those who left for good make room first', () => {
    const gains = watching([]);
    for (let user = 0; user < 5_000; user += 1)
      come(gains, `short ${user}`, told(['views', 0, 0]), 0);
    assert.deepEqual(gains.watched, { users: 0, share: 1 });
    for (let user = 0; user < 800; user += 1) come(gains, `gone ${user}`, told(['views', 1, 0]), 0);
    for (let user = 0; user < 700; user += 1) {
      come(gains, `here ${user}`, told(['views', 1, 0]), 31 * DAY);
    }
    assert.deepEqual(gains.watched, { users: 700, share: 1 });
  });

  test('are the same whether or not those who come no more are encoded anew every day', () => {
    const [daily, newcomers, days] = [100, 10, 300];
    const watchedAfter = (isRefreshed: boolean) => {
      const gains = new ObservedGains(600);
      const cameAt = new Map<string, number>();
      for (let day = 0; day < days; day += 1) {
        const now = day * DAY;
        for (let user = 0; user < daily; user += 1) cameAt.set(`daily ${user}`, now);
        for (let user = 0; user < newcomers; user += 1) cameAt.set(`once ${day} ${user}`, now);
        for (const [user, at] of cameAt) {
          if (isRefreshed || at === now) gains.see(user, told(['views', 1, 0]), at, now);
        }
      }
      return gains.watched;
    };
    const watched = watchedAfter(false);
    assert.equal(watched.share, 1);
    assert.ok(watched.users > daily + 30 * newcomers);
    assert.deepEqual(watchedAfter(true), watched);
  });
});

test('of many shops without a gain, where one robot gains most, hardly any bound is above zero', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = RandomSource.fromSeed(seed);
    const gains = new ObservedGains();
    const test = new GuardrailTest();
    const own = new Map<string, { judged: number; gain: number }>();
    const act = (user: string, mean: number, at: number) => {
      const sums = own.get(user) ?? { judged: 1, gain: 0 };
      own.set(user, { judged: sums.judged + 6, gain: sums.gain + 6 * mean });
      const seen = come(gains, user, told(['views', sums.judged, sums.gain]), at);
      if (seen !== null) test.observe(seen);
      return test.lowerBound > 0;
    };
    let isWrong = false;
    for (let turn = 0; turn < 3; turn += 1) {
      for (let user = 0; user < 130; user += 1) {
        isWrong = act(`user ${user}`, 0.2 * random.normal(), turn * DAY) || isWrong;
        for (let more = 0; more < 3; more += 1) isWrong = act('robot', 1, turn * DAY) || isWrong;
      }
    }
    if (isWrong) wrong += 1;
  }
  assert.ok(wrong <= 10, `${wrong} of 200`);
});

test('one robot makes no policy give way that others vouch for', () => {
  const random = RandomSource.fromSeed(1);
  const guardrail = Guardrail.start();
  for (let user = 0; user < 500; user += 1) guardrail.observe(0.1 + 0.1 * random.normal());
  assert.equal(guardrail.state, 'POLICY');
  const gains = new ObservedGains();
  for (let event = 1; event <= 20_000; event += 1) {
    const seen = come(gains, 'robot', told(['views', event, -event]), event * 4_000);
    if (seen !== null) guardrail.observe(seen);
  }
  assert.deepEqual([guardrail.state, guardrail.gaveWay], ['POLICY', 0]);
});
