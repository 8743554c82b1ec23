import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SparseMatrix } from '../../../../fusion/linear/index.ts';
import { Peers } from '../../../../fusion/modalities/social/peers.ts';

const row = (indices: number[]) => ({ indices, values: indices.map(() => 1) });
/** Forty users: the first half knows ten others and turns to item 0, the rest knows one and turns to item 1; all to 2. */
const users = Array.from({ length: 40 }, (_, user) => user);
const others = (user: number, count: number) =>
  Array.from({ length: count }, (_, step) => (user + step + 1) % users.length);
const graph = SparseMatrix.fromRows(
  users.length,
  users.map((user) => row(others(user, user < 20 ? 10 : 1))),
);
const matrix = SparseMatrix.fromRows(
  4,
  users.map((user) => row([user < 20 ? 0 : 1, 2])),
);
const peers = new Peers(matrix, graph);

describe('Peers', () => {
  it('tells those who know many what others who know many turn to', () => {
    const many = peers.voices(12);
    const few = peers.voices(1);
    assert.ok(peers.score(many, 0) > 0.3 && peers.score(many, 1) < -0.3);
    assert.ok(peers.score(few, 0) < -0.3 && peers.score(few, 1) > 0.3);
  });

  it('says nothing of what all turn to alike, and of what nobody does', () => {
    for (const relations of [0, 1, 5, 12, 100_000]) {
      const voices = peers.voices(relations);
      assert.ok(Math.abs(peers.score(voices, 2)) < 1e-6);
      assert.equal(peers.score(voices, 3), 0);
    }
  });

  it('is silent where nobody has anything', () => {
    const nobody = new Peers(
      SparseMatrix.fromRows(2, [row([])]),
      SparseMatrix.fromRows(1, [row([])]),
    );
    assert.equal(nobody.score(nobody.voices(3), 1), 0);
  });
});
