import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Catalog } from '../../../../fusion/experts/catalog.ts';
import { FitCache } from '../../../../fusion/experts/fit-cache.ts';
import { HistoryIndexer } from '../../../../fusion/experts/history-indexer.ts';
import { defaultModalities, type UserHistory } from '../../../../fusion/index.ts';
import { event, START, townItems } from '../../experts/small-town.ts';

/** Who knows so many lies in another group of `Peers` than who knows the 500 whose items are read. */
const KNOWN = 1_500;

it('counts all of whom somebody knows, as it does for those who are compared with', () => {
  const name = (user: number) => `user${String(user).padStart(4, '0')}`;
  const hubs = 12;
  // Who knows many people goes to place0, everybody else to place1.
  const users = Array.from({ length: hubs + KNOWN }, (_, user): UserHistory => {
    const itemId = user < hubs ? 'place0' : 'place1';
    const friends = Array.from({ length: user < hubs ? KNOWN : 1 }, (_, step) =>
      event('social', 'friend', START, { otherUserId: name(user < hubs ? hubs + step : 0) }),
    );
    const bought = event('transactions', 'purchase', START, { itemId, value: 5 });
    return { userId: name(user), events: [...friends, bought], traits: {} };
  });
  const catalog = new Catalog(townItems());
  const modalities = defaultModalities();
  const ids = users.map(({ userId }) => userId);
  const indexer = new HistoryIndexer(modalities.list(), catalog, ids);
  const indexed = users.map((user) => indexer.index(user, Number.POSITIVE_INFINITY));
  const data = { catalog, users: indexed, seed: 1, factors: 8, cache: new FitCache() };
  const expert = modalities
    .list()
    .find((modality) => modality.name === 'social')!
    .fitExpert(data);
  const peers = expert.columns.findIndex((column) => column.name === 'peers');
  const values = new Float32Array(expert.columns.length);
  const places = Int32Array.from([catalog.ids.indexOf('place0')]);
  expert.scores(indexed[0], places, { values, stride: values.length, offset: 0 });

  // The group of the hubs is the eleventh doubling; the 500th relation would be in the ninth.
  const place = Math.log2(1 + KNOWN);
  const loud = (group: number) => Math.exp(-Math.abs(group - place) / 0.7);
  const [mine, others] = [hubs * loud(11), KNOWN * loud(1)];
  const heard = ((hubs + KNOWN) * mine) / (mine + others);
  assert.ok(Math.abs(values[peers] - Math.log((heard + 5) / (hubs + 5))) < 1e-5);
});
