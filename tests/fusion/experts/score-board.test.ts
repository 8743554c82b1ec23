import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { deviationOf, ScoreBoard } from '../../../fusion/experts/score-board.ts';

function momentsOf(values: readonly number[]) {
  const mean = (of: (value: number) => number) =>
    values.reduce((sum, value) => sum + of(value), 0) / values.length;
  return deviationOf(
    mean((value) => value),
    mean((value) => value * value),
  );
}

describe('ScoreBoard', () => {
  it('finds the best of each channel, without the exceptions, as sorting does', () => {
    const entry = fc.record({
      place: fc.nat(29),
      channel: fc.nat(2),
      score: fc.integer({ min: -5, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(entry),
        fc.uniqueArray(fc.nat(29)),
        fc.nat(12),
        (entries, own, count) => {
          const board = new ScoreBoard(30, 3);
          const sums = Array.from({ length: 3 }, () => new Array<number>(30).fill(0));
          // A board that served somebody else before.
          for (const { place } of entries) board.add(29 - place, 1, 1);
          board.clear();
          for (const { place, score, channel } of entries) {
            board.add(place, score, channel);
            sums[channel][place] += score;
          }
          sums.forEach((expected, channel) => {
            const read = Array.from(
              expected,
              (_, place) => board.sums[board.offsetOf(place) + channel],
            );
            assert.deepEqual(read, expected);
            const best = [...board.touched]
              .filter((place) => expected[place] > 0 && !own.includes(place))
              .sort((left, right) => expected[right] - expected[left]);
            assert.deepEqual(
              [...board.best(count, Int32Array.from(own), channel)],
              best.slice(0, count),
            );
            assert.deepEqual(board.moments(channel), momentsOf(expected));
          });
        },
      ),
    );
  });

  it('takes a row as it takes its entries one by one, bit by bit', () => {
    const row = fc.array(fc.tuple(fc.nat(9), fc.float({ noNaN: true, min: -9, max: 9 })));
    const rows = fc.array(fc.tuple(row, fc.constantFrom(0.1, 1 / 3, -2), fc.nat(2)));
    fc.assert(
      fc.property(rows, (told) => {
        const [atOnce, oneByOne] = [new ScoreBoard(10, 3), new ScoreBoard(10, 3)];
        // Somebody else was served before, who touched everything.
        for (let place = 0; place < 10; place += 1) atOnce.add(place, 1, 2);
        atOnce.clear();
        for (const [entries, scale, channel] of told) {
          const indices = Int32Array.from(entries, ([place]) => place);
          const values = Float32Array.from(entries, ([, value]) => value);
          // Not from the row's beginning.
          const from = Math.min(1, entries.length);
          atOnce.addRow({ indices, values }, from, entries.length, scale, channel);
          for (let entry = from; entry < entries.length; entry += 1) {
            oneByOne.add(indices[entry], scale * values[entry], channel);
          }
        }
        assert.deepEqual(atOnce.touched, oneByOne.touched);
        assert.deepEqual(atOnce.sums, oneByOne.sums);
        for (let place = 0; place < 10; place += 1) {
          assert.equal(atOnce.offsetOf(place), oneByOne.offsetOf(place));
        }
      }),
    );
  });

  it('refuses a row that it has no place or channel for, and what the row has not, and stays as it was', () => {
    const size = 11;
    const [board, own] = [new ScoreBoard(size, 3), new ScoreBoard(size, 3)];
    const row = (indices: number[]) => ({
      indices: Int32Array.from(indices),
      values: Float32Array.from(indices, () => 2),
    });
    for (const each of [board, own]) each.addRow(row([3, 10, 0, 7, 3]), 0, 5, 0.5, 2);
    for (const wrong of [size, size + 1, -1, 2 ** 30, -(2 ** 31), 2 ** 31 - 1]) {
      // Among the first four, which are looked at together, and behind them; in a short row and in a long one.
      for (const [length, at] of [
        [1, 0],
        [5, 1],
        [5, 4],
        [8, 7],
        [9000, 3],
        [9000, 8999],
      ] as const) {
        const indices = Array.from({ length }, (_, entry) => entry % size);
        indices[at] = wrong;
        const said = new RegExp(`11 places has none of the number ${wrong}\\.`);
        const refused = new ScoreBoard(size, 3);
        assert.throws(() => refused.addRow(row(indices), 0, length, 1), said);
        // Of a row that is added in parts those before stand, but nothing is written anywhere else.
        if (length <= 4096) assert.deepEqual(refused.sums, new ScoreBoard(size, 3).sums);
        refused.clear();
        assert.deepEqual(refused.sums, new ScoreBoard(size, 3).sums);
        if (length <= 4096) {
          assert.throws(() => board.addRowToAll(row(indices), 0, length, [1, 2], 1), said);
        }
      }
    }
    const good = row([1, 2, 3]);
    for (const [from, to] of [
      [0, 4],
      [-1, 2],
      [5, 6],
      [0, Number.NaN],
      [Number.NaN, 2],
    ] as const) {
      assert.throws(() => board.addRow(good, from, to, 1), /no entries from/);
    }
    assert.throws(
      () => board.addRow({ ...good, values: new Float32Array(2) }, 0, 3, 1),
      /no entries/,
    );
    for (const channel of [-1, 3, Number.NaN]) {
      assert.throws(() => board.addRow(good, 0, 3, 1, channel), /of 3 channels has no/);
    }
    assert.throws(
      () => board.addRowToAll(good, 0, 3, [1, 1], 2),
      /of 3 channels has no 2 from 2 on/,
    );
    assert.throws(() => board.addRowToAll(good, 0, 3, []), /of 3 channels has no 0/);
    assert.deepEqual(board.sums, own.sums);
    assert.deepEqual(board.touched, own.touched);
  });

  it('takes a long row for channels beside each other as it takes its entries, bit by bit', () => {
    const [size, length] = [3000, 10_000];
    const indices = Int32Array.from({ length }, (_, entry) => (entry * 7919) % size);
    const values = Float32Array.from({ length }, (_, entry) => Math.sin(entry));
    const scales = [1 / 3, -0.7];
    const [atOnce, oneByOne] = [new ScoreBoard(size, 4), new ScoreBoard(size, 4)];
    atOnce.addRowToAll({ indices, values }, 5, length, scales, 1);
    for (let entry = 5; entry < length; entry += 1) {
      scales.forEach((scale, channel) => {
        oneByOne.add(indices[entry], scale * values[entry], 1 + channel);
      });
    }
    assert.deepEqual(atOnce.touched, oneByOne.touched);
    assert.deepEqual(atOnce.sums, oneByOne.sums);
    atOnce.clear();
    assert.deepEqual(atOnce.sums, new ScoreBoard(size, 4).sums);
    assert.equal(atOnce.touched.length, 0);
    assert.ok(
      Array.from({ length: size }, (_, place) => atOnce.offsetOf(place)).every((at) => at === 0),
    );
  });

  it('forgets few of many places as it forgets many', () => {
    const size = 1000;
    for (const count of [1, 49, 50, 51, size]) {
      const board = new ScoreBoard(size, 2);
      for (let k = 0; k < count; k += 1) board.add((k * 7) % size, 1 + k, 1);
      board.clear();
      assert.equal(board.touched.length, 0);
      for (let place = 0; place < size; place += 1) assert.equal(board.offsetOf(place), 0);
      assert.deepEqual(board.sums, new ScoreBoard(size, 2).sums);
    }
  });
});
