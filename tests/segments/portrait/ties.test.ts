import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomSource } from '../../../fusion/index.ts';
import { tiesOf } from '../../../segments/portrait/ties.ts';

const USERS = 300;
const MEMBERS = 60;

/** Ends dealt out at random, everybody keeping as many as planned; some have ten times as many as others. */
function shuffledTies(seed: number): string[][] {
  const random = RandomSource.fromSeed(seed);
  const ends = Int32Array.from(
    Array.from({ length: USERS }, (_, user) =>
      new Array<number>(user % 7 === 0 ? 20 : 2 + (user % 3)).fill(user),
    ).flat(),
  );
  random.shuffle(ends);
  const ties = Array.from({ length: USERS }, () => new Set<string>());
  for (let place = 0; place + 1 < ends.length; place += 2) {
    const [one, other] = [ends[place], ends[place + 1]];
    if (one === other) continue;
    ties[one].add(String(other));
    ties[other].add(String(one));
  }
  return ties.map((own) => [...own]);
}

const sampleOf = (ties: string[][]) => ({
  members: ties.slice(0, MEMBERS),
  others: ties.slice(MEMBERS),
  memberCount: MEMBERS,
  otherCount: USERS - MEMBERS,
  isMember: (userId: string) => Number(userId) < MEMBERS,
});

test('ties dealt out by chance lie where chance is said to lie, whoever has many', () => {
  let inside = 0;
  const seeds = 200;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { within, low, high } = tiesOf(sampleOf(shuffledTies(seed)))!;
    if (within >= low && within <= high) inside += 1;
  }
  assert.ok(inside / seeds > 0.92, `${inside} of ${seeds}`);
});

test('members who keep to one another stand out, also where only some are looked at', () => {
  const ties = shuffledTies(1).map((own, user) => {
    if (user >= MEMBERS) return own;
    return [...new Set([...own, String((user + 1) % MEMBERS), String((user + 7) % MEMBERS)])];
  });
  const whole = tiesOf(sampleOf(ties))!;
  assert.ok(whole.within > whole.high);
  const some = tiesOf({
    ...sampleOf(ties),
    members: ties.slice(0, 40),
    others: ties.slice(MEMBERS, MEMBERS + 40),
  })!;
  assert.ok(some.within > some.high);
  assert.ok(some.high - some.low > whole.high - whole.low);
});

test('nothing is said where fewer than five members have ties', () => {
  const none = shuffledTies(1).map((own, user) => (user < MEMBERS && user >= 4 ? [] : own));
  assert.equal(tiesOf(sampleOf(none)), null);
  assert.equal(tiesOf({ ...sampleOf([]), memberCount: 0 }), null);
});
