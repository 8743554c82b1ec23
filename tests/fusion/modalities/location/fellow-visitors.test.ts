import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Catalog } from '../../../../fusion/experts/catalog.ts';
import type { Points } from '../../../../fusion/experts/indexed-history.ts';
import { ScoreBoard } from '../../../../fusion/experts/score-board.ts';
import { SparseMatrix } from '../../../../fusion/linear/index.ts';
import { FellowVisitors } from '../../../../fusion/modalities/location/fellow-visitors.ts';

const KM = 1 / 111.195;
/** Kilometres north of the first place; the last two are known to be nowhere near. */
const NORTH = { bakery: 0, cafe: 0.2, museum: 1, airport: 60, harbour: 90 };
const catalog = new Catalog(
  Object.entries(NORTH).map(([id, km]) => ({
    id,
    title: id,
    categories: [],
    price: null,
    latitude: km * KM,
    longitude: 0,
    attributes: {},
  })),
);
const places = (ids: (keyof typeof NORTH)[]) => ids.map((id) => catalog.indexOf(id));
const row = (ids: (keyof typeof NORTH)[]) => ({
  indices: places(ids),
  values: ids.map(() => 1),
});
const BAKER = 0;
const matrix = SparseMatrix.fromRows(catalog.size, [
  row(['bakery', 'airport']),
  row(['museum', 'harbour', 'airport', 'cafe']),
  row(['harbour']),
]);
const SCALES_KM = [0.2, 0.5];
const EVEN = SCALES_KM.length;
const fellows = new FellowVisitors(catalog, matrix, SCALES_KM);

function ask(
  user: number,
  latitude: number[],
): (id: keyof typeof NORTH, channel: number) => number {
  const points: Points = {
    latitude: Float64Array.from(latitude),
    longitude: new Float64Array(latitude.length),
    at: Float64Array.from(latitude.keys()),
    items: new Int32Array(latitude.length).fill(-1),
  };
  const board = new ScoreBoard(catalog.size, EVEN + 1);
  fellows.ask(user, points, board);
  return (id, channel) => board.sums[board.offsetOf(catalog.indexOf(id)) + channel];
}

const near = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-6, `${found} is not ${expected}`);

describe('FellowVisitors', () => {
  it('weighs people by how near to the point they were, at each scale', () => {
    const found = ask(-1, [0]);
    SCALES_KM.forEach((scale, channel) => {
      const baker = 1 / Math.sqrt(2);
      const other = (Math.exp(-0.2 / scale) + Math.exp(-1 / scale)) / 2;
      near(found('bakery', channel), baker / (baker + other));
      near(found('harbour', channel), other / (baker + other));
      near(found('airport', channel), 1);
    });
    near(found('harbour', EVEN), found('harbour', 0) / 2);
    near(found('bakery', EVEN), found('bakery', 0) / Math.sqrt(2));
  });

  it('leaves the own row silent, and says nothing where nobody was', () => {
    const own = ask(BAKER, [0]);
    near(own('bakery', 0), 0);
    near(own('harbour', 0), 1);
    const lost = ask(-1, [30 * KM]);
    for (const id of Object.keys(NORTH)) near(lost(id as keyof typeof NORTH, 0), 0);
    near(ask(-1, [])('airport', 0), 0);
  });

  it('reads the last twenty points', () => {
    const found = ask(-1, [...new Array<number>(20).fill(90 * KM), 0].reverse());
    near(found('bakery', 0), 0);
    assert.ok(found('harbour', 0) > 0.99);
  });
});
