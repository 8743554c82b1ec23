import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { type Stages, takeBatches } from '../../profiles/pipeline.ts';

/** A feed of numbers whose place moves on with each write, as the store's does. */
class Feed {
  readonly written: number[] = [];
  readonly #length: number;
  readonly #turns: () => number;
  readonly #fails: (write: number) => boolean;
  #writes = 0;
  #writing = 0;

  constructor(length: number, turns: () => number, fails: (write: number) => boolean) {
    this.#length = length;
    this.#turns = turns;
    this.#fails = fails;
  }

  stages(laterAt: (batch: number) => boolean): Stages<number, string> {
    return {
      read: async (before) => {
        const next = before === null ? this.written.length : before + 1;
        await this.#wait();
        if (before !== null && laterAt(before)) return 'later';
        return next < this.#length ? next : null;
      },
      make: async (batch) => {
        await this.#wait();
        return `made of ${batch}`;
      },
      write: async (batch, made) => {
        this.#writing += 1;
        assert.equal(this.#writing, 1, 'one is written at a time');
        await this.#wait();
        this.#writing -= 1;
        this.#writes += 1;
        if (this.#fails(this.#writes)) return false;
        assert.equal(made, `made of ${batch}`);
        this.written.push(batch);
        return true;
      },
    };
  }

  async #wait(): Promise<void> {
    for (let left = this.#turns(); left > 0; left -= 1) await turn();
  }
}

test('every batch is written once and in order, whichever stage is slow and whichever write is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(12),
      fc.infiniteStream(fc.nat(3)),
      fc.uniqueArray(fc.integer({ min: 1, max: 15 })),
      fc.uniqueArray(fc.nat(12)),
      async (length, turns, refused, later) => {
        const waits = turns[Symbol.iterator]();
        const feed = new Feed(
          length,
          () => waits.next().value,
          (write) => refused.includes(write),
        );
        await takeBatches(feed.stages((batch) => later.includes(batch)));
        assert.deepEqual(
          feed.written,
          Array.from({ length }, (_, batch) => batch),
        );
      },
    ),
  );
});

for (const stage of ['read', 'make', 'write'] as const) {
  test(`where ${stage} throws all of it ends, with nothing under way`, async () => {
    let underWay = 0;
    const staged =
      <Result>(name: string, result: Result) =>
      async (batch: number | null): Promise<Result> => {
        underWay += 1;
        await turn();
        underWay -= 1;
        if (name === stage && batch === 2) throw new Error(`${name} failed`);
        return result;
      };
    const stages: Stages<number, string> = {
      read: async (before) => {
        await staged('read', null)(before);
        return (before ?? 0) + 1;
      },
      make: staged('make', 'made'),
      write: staged('write', true),
    };
    await assert.rejects(takeBatches(stages), { message: `${stage} failed` });
    assert.equal(underWay, 0);
  });
}

test('a batch that is refused because its model is gone ends it where nothing else is left', async () => {
  let written = false;
  await takeBatches<number, string>({
    read: async () => (written ? null : 1),
    make: async () => 'made',
    write: async () => {
      written = true;
      return false;
    },
  });
  assert.ok(written);
});
