import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildServing, buildTrainingSets, readerLoader } from '../../../fusion/experts/index.ts';
import { defaultModalities, ModalityRegistry, type UserHistory } from '../../../fusion/index.ts';
import type { TrainingSet } from '../../../fusion/training/index.ts';
import { DAY_MS, event, START, townHistories, townItems, townModalities } from './small-town.ts';

const items = townItems();
const users = townHistories(40);
const registry = townModalities();
const cut = START + 5 * DAY_MS;
const settings = {
  factors: 8,
  candidates: 30,
  randomCandidates: 5,
  newUserShare: 0.5,
  stages: () => [
    {
      name: 'only',
      split: 'train' as const,
      cut: () => ({ asOf: cut, until: START + 100 * DAY_MS }),
    },
  ],
};
const lastAt = START + 100 * DAY_MS;

function inputsOf(set: TrainingSet) {
  const { targets, labels, ...inputs } = set;
  return inputs;
}

/** How many targets each row has. */
function targetsOf({ users: rows, targets, candidatePointers }: TrainingSet): number[] {
  return Array.from({ length: rows }, (_, row) =>
    targets
      .subarray(candidatePointers[row], candidatePointers[row + 1])
      .reduce((sum, target) => sum + target, 0),
  );
}

describe('buildTrainingSets', () => {
  it('reads nothing later than the cut: other futures, the same inputs', async () => {
    const [set] = await buildTrainingSets(users, items, registry, settings);
    const changed = users.map((user): UserHistory => {
      const events = user.events.map((old) =>
        old.at > cut && old.itemId !== null ? { ...old, value: 99, at: old.at + DAY_MS } : old,
      );
      const more = event('transactions', 'refund', cut + 1, { value: 3 });
      return { ...user, events: [...events, more] };
    });
    const [other] = await buildTrainingSets(changed, items, registry, settings);
    assert.deepEqual(inputsOf(other), inputsOf(set));
    assert.notDeepEqual(other.labels, set.labels);
  });

  it('does not depend on the order of users and items', async () => {
    const [set] = await buildTrainingSets(users, items, registry, settings);
    const [turned] = await buildTrainingSets(
      [...users].reverse(),
      [...items].reverse(),
      registry,
      settings,
    );
    assert.deepEqual(turned, set);
  });

  it('has no item among the candidates that the user has already', async () => {
    const [set] = await buildTrainingSets(users, items, registry, { ...settings, newUserShare: 0 });
    const { itemIds } = buildServing(users, items, registry, settings);
    assert.equal(set.users, users.length);
    users.forEach((user, row) => {
      const own = new Set(
        user.events.filter(({ at }) => at <= cut).map(({ itemId }) => itemId ?? ''),
      );
      const [from, to] = [set.candidatePointers[row], set.candidatePointers[row + 1]];
      for (const item of set.candidateItems.subarray(from, to)) {
        assert.ok(!own.has(itemIds[item]));
      }
    });
  });

  it('thins negatives of training rows, never targets and never validation', async () => {
    const setOf = async (split: 'train' | 'validation', negativeShare: number) => {
      const [stage] = settings.stages();
      const stages = () => [{ ...stage, split }];
      const given = { ...settings, newUserShare: 0, randomCandidates: 0, negativeShare, stages };
      return (await buildTrainingSets(users, items, registry, given))[0];
    };
    const [all, half, validation] = await Promise.all([
      setOf('train', 1),
      setOf('train', 0.5),
      setOf('validation', 0.5),
    ]);
    const positives = ({ targets }: TrainingSet) => targets.reduce((sum, value) => sum + value, 0);
    assert.equal(positives(half), positives(all));
    const negatives = (set: TrainingSet) => set.candidateItems.length - positives(set);
    assert.ok(Math.abs(negatives(half) / negatives(all) - 0.5) < 0.1);
    assert.deepEqual(validation.candidateItems, all.candidateItems);
  });

  it('weighs rows of known users alike, or by the root of their targets and one on average in each stage', async () => {
    const [first] = settings.stages();
    const late = { ...first, name: 'late', cut: () => ({ asOf: cut + DAY_MS, until: lastAt }) };
    const setsOf = (weighByTargets: boolean | undefined) =>
      buildTrainingSets(users, items, registry, {
        ...settings,
        ...(weighByTargets !== undefined && { weighByTargets }),
        stages: () => [first, late],
      });
    const [unsaid, alike, weighed] = await Promise.all([undefined, false, true].map(setsOf));
    assert.deepEqual(unsaid, alike);
    assert.ok(alike.every(({ rowWeights }) => rowWeights === null));
    for (const [stage, set] of weighed.entries()) {
      const counts = targetsOf(set);
      assert.ok(counts.includes(0));
      assert.ok(new Set(counts).size > 2);
      const roots = counts.map(Math.sqrt);
      const asked = roots.filter((root) => root > 0);
      const mean = asked.reduce((sum, root) => sum + root, 0) / asked.length;
      roots.forEach((root, row) => {
        assert.ok(Math.abs((set.rowWeights?.[row] ?? Number.NaN) - root / mean) < 1e-6);
      });
      assert.deepEqual({ ...set, rowWeights: null }, alike[stage]);
    }
  });

  it('stops when told', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(buildTrainingSets(users, items, registry, settings, { signal }), /enough/);
  });

  it('makes finite rows of one user, of users without events and of one modality', async () => {
    const lone = users.slice(0, 1);
    const empty: UserHistory = { userId: 'nobody', events: [], traits: {} };
    for (const some of [lone, [empty], [...lone, empty], []]) {
      const sets = await buildTrainingSets(some, items, defaultModalities(), settings);
      for (const set of sets) {
        assert.ok(set.columnValues.every((value) => Math.abs(value) !== Number.POSITIVE_INFINITY));
        for (const { features } of set.modalities) assert.ok(features.every(Number.isFinite));
      }
    }
  });
});

describe('a stage of new users', () => {
  const isNew = ({ userId }: UserHistory) => Number(userId.slice('user'.length)) % 4 === 0;
  const stage = {
    name: 'new',
    split: 'train' as const,
    cut: () => ({ asOf: cut, until: cut }),
    isNew,
  };
  const newUsers = users.filter(isNew);

  it('has one row for each of them, without interactions, and all their items as targets', async () => {
    const [set] = await buildTrainingSets(users, items, registry, {
      ...settings,
      randomCandidates: 400,
      stages: () => [stage],
    });
    assert.equal(set.users, newUsers.length);
    const names = set.schema.modalities.map(({ name }) => name);
    const transactions = set.modalities[names.indexOf('transactions')];
    assert.ok(transactions.present.every((present) => present === 0));
    newUsers.forEach((user, row) => {
      const [from, to] = [set.candidatePointers[row], set.candidatePointers[row + 1]];
      const targets = set.targets.subarray(from, to).reduce((sum, value) => sum + value, 0);
      const own = user.events.filter(({ at, itemId }) => at <= cut && itemId !== null);
      assert.equal(targets, new Set(own.map(({ itemId }) => itemId)).size);
    });
    assert.ok(set.labels.every((label) => label.every(Number.isNaN)));
  });

  it('weighs rows by the root of how many targets they have, and keeps all that is not a target', async () => {
    const setOf = async (negativeShare: number) => {
      const given = { ...settings, negativeShare, stages: () => [stage] };
      const [set] = await buildTrainingSets(users, items, registry, given);
      return set;
    };
    const [set, thinned] = await Promise.all([setOf(1), setOf(0.1)]);
    assert.deepEqual(thinned.candidateItems, set.candidateItems);
    const weights = [...(set.rowWeights ?? [])];
    const counts = targetsOf(set);
    assert.ok(new Set(counts).size > 1);
    counts.forEach((count, row) => {
      const ratio = Math.sqrt(count / counts[0]);
      assert.ok(Math.abs(weights[row] / weights[0] - ratio) < 1e-6);
    });
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    assert.ok(Math.abs(mean - 1) < 1e-6);
  });

  it('weighs rows as much beside those of known users as is asked for', async () => {
    const stages = () => [...settings.stages(), stage];
    const setsOf = (newUserWeight: number) =>
      buildTrainingSets(users, items, registry, { ...settings, newUserWeight, stages });
    const [[known, alike], [other, thrice]] = await Promise.all([1, 3].map(setsOf));
    assert.deepEqual(other, known);
    const weightsOf = (set: TrainingSet): number[] => [...(set.rowWeights ?? [])];
    assert.ok(weightsOf(alike).length > 0);
    weightsOf(thrice).forEach((weight, row) => {
      assert.ok(Math.abs(weight - 3 * weightsOf(alike)[row]) < 1e-5);
    });
    assert.deepEqual({ ...thrice, rowWeights: null }, { ...alike, rowWeights: null });
  });

  it('reads the same numbers whatever the new users did: its experts do not know them', async () => {
    const others = users.map((user) => {
      if (!isNew(user)) return user;
      const events = user.events.map((old) =>
        old.itemId === null ? old : { ...old, itemId: 'place1', value: 50 },
      );
      return { ...user, events };
    });
    const options = { ...settings, randomCandidates: 0, stages: () => [stage] };
    const [[set], [other]] = await Promise.all(
      [users, others].map((some) => buildTrainingSets(some, items, registry, options)),
    );
    assert.deepEqual(other.columnValues, set.columnValues);
    assert.deepEqual(other.state, set.state);
  });
});

describe('ExpertReader', () => {
  const reader = buildServing(users, items, registry, settings);
  const all = Int32Array.from(reader.itemIds, (_, index) => index);

  it('gives a user the same numbers whoever was asked for before', () => {
    const read = (user: UserHistory) => ({
      input: reader.read(user, lastAt),
      columns: reader.columns(user, lastAt, all),
      candidates: reader.candidates(user, lastAt, 20),
    });
    const forwards = users.map(read);
    const backwards = [...users].reverse().map(read).reverse();
    assert.deepEqual(backwards, forwards);
  });

  it('comes back from its parts with the same numbers', () => {
    const parts = reader.toParts();
    assert.ok([...parts.keys()].every((name) => name.startsWith('reader/')));
    const loaded = readerLoader(registry)(parts);
    assert.deepEqual(loaded.schema, reader.schema);
    for (const user of users.slice(0, 5)) {
      assert.deepEqual(loaded.read(user, lastAt), reader.read(user, lastAt));
      assert.deepEqual(loaded.columns(user, lastAt, all), reader.columns(user, lastAt, all));
      assert.deepEqual(loaded.interests(user, lastAt), reader.interests(user, lastAt));
      assert.deepEqual(loaded.places(user, lastAt), reader.places(user, lastAt));
    }
    // What was registered since the training waits for the next one; what is gone is named.
    const more = readerLoader(defaultModalities())(parts);
    assert.deepEqual(more.schema, reader.schema);
    assert.deepEqual(more.read(users[0], lastAt), reader.read(users[0], lastAt));
    assert.throws(
      () => readerLoader(new ModalityRegistry())(parts),
      /was trained with \w+.*, which no modality is registered for.*`modalities:` in portrait.yaml/,
    );
  });

  it('has no opinion on an item that it does not know', () => {
    const { columnValues } = reader.columns(users[0], lastAt, Int32Array.of(-1));
    assert.ok(columnValues.every(Number.isNaN));
  });

  it('leaves out what came after the instant', () => {
    const early = { ...users[3], events: users[3].events.filter(({ at }) => at <= cut) };
    assert.deepEqual(reader.read(users[3], cut), reader.read(early, cut));
    assert.deepEqual(reader.columns(users[3], cut, all), reader.columns(early, cut, all));
  });

  it('answers for somebody new with what is common to all', () => {
    const stranger: UserHistory = { userId: 'stranger', events: [], traits: {} };
    const { modalities } = reader.read(stranger, lastAt);
    assert.ok(modalities.every(({ present }) => !present));
    assert.ok(reader.candidates(stranger, lastAt, 30).items.length > 0);
    assert.deepEqual(reader.interests(stranger, lastAt), []);
    assert.deepEqual(reader.places(stranger, lastAt), []);
  });

  it('names interests and places with shares', () => {
    const interests = reader.interests(users[0], lastAt);
    const total = interests.reduce((sum, { score }) => sum + score, 0);
    assert.ok(Math.abs(total - 1) < 1e-9);
    assert.ok(reader.places(users[0], lastAt).every(({ latitude }) => latitude > 40));
  });
});
