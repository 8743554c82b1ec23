import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { blendRow } from '../../../../fusion/heads/index.ts';
import { headShares, profileFeatureNames } from '../../../../fusion/heads/served/index.ts';
import { labelledRows } from '../../../../fusion/heads/served/labelled-rows.ts';
import {
  defaultModalities,
  FusionModel,
  type HeadDeclaration,
  readerLoader,
  trainingPreparation,
  trainModel,
  type UserHistory,
} from '../../../../fusion/index.ts';
import { END, smallHistories, smallItems } from '../../training/small-shop.ts';

const DAY_MS = 86_400_000;
const registry = defaultModalities();
/** Everybody buys within one category, so what they buy tells their club and their fee. */
const histories = smallHistories(120).map((history, user): UserHistory => {
  const club = ['red', 'green', 'blue'][user % 3];
  return { ...history, traits: { club, fee: 10 * (user % 3) + (user % 2), isRed: club === 'red' } };
});

const HEADS: readonly HeadDeclaration[] = [
  { name: 'club', kind: 'multiclass', label: { trait: 'club' } },
  { name: 'is_red', kind: 'binary', label: { trait: 'isRed' } },
  { name: 'fee', kind: 'amount', label: { trait: 'fee' } },
  {
    name: 'purchases_ahead',
    kind: 'count',
    label: { events: 'purchase', withinMs: 14 * DAY_MS, measure: 'count' },
  },
  { name: 'nobody_knows', kind: 'binary', label: { trait: 'absent' } },
  { name: 'unsaid', kind: 'binary', label: { trait: 'club' } },
  {
    name: 'misspelt',
    kind: 'binary',
    label: { events: 'purchas', withinMs: 14 * DAY_MS, measure: 'any' },
  },
  {
    name: 'elsewhere',
    kind: 'binary',
    label: { modality: 'letters', withinMs: 14 * DAY_MS, measure: 'any' },
  },
];

const train = (heads: readonly HeadDeclaration[]) =>
  trainModel({ users: histories, items: smallItems() }, trainingPreparation(registry), {
    prepare: { factors: 8 },
    fit: { epochs: 2, batchSize: 30 },
    heads,
  });

describe('heads of a shop of its own', () => {
  let model: FusionModel;
  before(async () => {
    model = await train(HEADS);
  });

  async function readOutsOf(served: FusionModel, users = histories) {
    const profiles = await served.encode(users, { asOf: END });
    return profiles.map(
      ({ readOuts }) => new Map(readOuts.map((readOut) => [readOut.name, readOut])),
    );
  }

  test('classes get probabilities that sum to one, and mostly the right one most', async () => {
    const readOuts = await readOutsOf(model);
    let right = 0;
    readOuts.forEach((own, user) => {
      const clubs = ['red', 'green', 'blue'].map((club) => own.get(`club:${club}`)?.value ?? NaN);
      assert.ok(Math.abs(clubs.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
      if (clubs.indexOf(Math.max(...clubs)) === user % 3) right += 1;
      const isRed = own.get('is_red')?.value ?? NaN;
      assert.ok(isRed > 0 && isRed < 1);
    });
    assert.ok(right > 110, `${right} of 120`);
  });

  test('amounts and counts are in their own unit, with a confidence', async () => {
    const readOuts = await readOutsOf(model);
    const mean = (name: string, of: (user: number) => boolean): number => {
      const values = readOuts.flatMap((own, user) =>
        of(user) ? (own.get(name)?.value ?? NaN) : [],
      );
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    assert.ok(Math.abs(mean('fee', (user) => user % 3 === 2) - 20.5) < 3);
    assert.ok(Math.abs(mean('fee', (user) => user % 3 === 0) - 0.5) < 3);
    assert.ok((readOuts[0].get('fee')?.confidence ?? 0) > 0.5);
    // 25 events in 60 days, three in ten of them purchases.
    assert.ok(Math.abs(mean('purchases_ahead', () => true) - 1.75) < 0.5);
  });

  test('a head without labels is left out, and the model says why', async () => {
    const [own] = await readOutsOf(model, histories.slice(0, 1));
    assert.equal(own.has('nobody_knows'), false);
    const { heads } = model.metrics as { heads: { name: string; problem: string | null }[] };
    const problemOf = (head: string) => heads.find(({ name }) => name === head)?.problem ?? '';
    assert.match(problemOf('nobody_knows'), /no user has a trait 'absent'; there are: club, fee/);
    assert.match(problemOf('unsaid'), /say under `positive`.*'club'.*"red", "green", "blue"/);
    assert.match(problemOf('misspelt'), /no event is a 'purchas'; there are: view, purchase/);
    assert.match(
      problemOf('elsewhere'),
      /no event is of the modality 'letters'; there are: browsing/,
    );
    assert.equal(heads.find(({ name }) => name === 'club')?.problem, null);
  });

  test('a stored model answers as before', async () => {
    const restored = await FusionModel.fromParts(model.toParts(), readerLoader(registry));
    assert.equal(restored.id, model.id);
    assert.deepEqual(await readOutsOf(restored), await readOutsOf(model));
  });

  test('a user of whom nothing is known gets an answer near the mean', async () => {
    const nobody: UserHistory = { userId: 'new', events: [], traits: {} };
    const [own] = await readOutsOf(model, [nobody]);
    const isRed = own.get('is_red')?.value ?? Number.NaN;
    assert.ok(isRed > 0.1 && isRed < 0.6, `${isRed}`);
  });

  test('shares by modality sum to what is above a user of whom nothing is known', () => {
    const { groups } = profileFeatureNames(model.network.schema, model.dimension);
    const head = model.heads.find(({ name }) => name === 'is_red');
    assert.ok(head);
    const [{ blend }] = head.outputs;
    const row = Float32Array.from(groups, (_, feature) => Math.sin(feature));
    const shares = headShares(blend, row, groups);
    const nothing = blendRow(
      blend,
      row.map(() => Number.NaN),
    );
    const sum = shares.reduce((total, { value }) => total + value, nothing);
    assert.ok(Math.abs(sum - blendRow(blend, row)) < 1e-4);
    assert.deepEqual(
      shares.map(({ group }) => group),
      [...registry.list().map(({ name }) => name), 'vector'],
    );
  });

  test('a name that the model has already is refused', async () => {
    const taken: HeadDeclaration = { name: 'lapse', kind: 'binary', label: { trait: 'isRed' } };
    await assert.rejects(train([taken]), /read-out "lapse" already/);
  });
});

test('an event label looks ahead of its cut and nowhere else', () => {
  const at = (day: number) => ({ ...smallHistories(1)[0].events[0], at: day * DAY_MS });
  const user: UserHistory = {
    userId: 'u',
    traits: {},
    events: [0, 20, 55].map((day) => ({ ...at(day), type: 'purchase', value: 7 })),
  };
  const rows = (measure: 'any' | 'none' | 'count' | 'value', activeMs?: number) =>
    labelledRows(
      {
        name: 'x',
        kind: 'binary',
        label: {
          events: 'purchase',
          withinMs: 10 * DAY_MS,
          measure,
          ...(activeMs && { activeMs }),
        },
      },
      [user],
      60 * DAY_MS,
      () => [],
    ).map(({ asOf, label }) => [asOf / DAY_MS, label]);
  assert.deepEqual(rows('any'), [
    [50, 1],
    [40, 0],
    [30, 0],
  ]);
  assert.deepEqual(rows('value')[0], [50, 7]);
  assert.deepEqual(rows('none', 15 * DAY_MS), [[30, 1]]);
});
