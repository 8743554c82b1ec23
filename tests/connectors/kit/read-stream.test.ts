import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { z } from 'zod';
import type { ConnectorMessage, Json, Page, ReadScope } from '../../../connectors/index.ts';
import { defineConnector } from '../../../connectors/kit/define-connector.ts';
import { PageGoneError } from '../../../connectors/kit/http/problems.ts';
import { merge } from '../../../connectors/kit/merge.ts';
import type { StreamDeclaration } from '../../../connectors/kit/stream.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly shop: string;
}

const PAGE = 3;
const MINUTE = 60_000;
const BASE = Date.UTC(2024, 0, 1);
const row = (index: number): Row => ({
  id: `r${index}`,
  at: new Date(BASE + index * MINUTE).toISOString(),
  shop: ['a', 'b', 'c'][index % 3],
});

type Scope = ReadScope<object, null>;

/** A connector over rows in memory; `asked` notes the bounds of every read. */
function over(
  rows: readonly Row[],
  fields: Partial<StreamDeclaration<object, null>> = {},
  onPage: (scope: Scope, start: number) => void | Promise<void> = () => undefined,
) {
  const asked: Pick<Scope, 'from' | 'until' | 'partition' | 'page'>[] = [];
  async function* read(scope: Scope): AsyncGenerator<Page> {
    const { from, until, partition, page } = scope;
    asked.push({ from, until, partition, page });
    const wanted = rows.filter(
      ({ at, shop }) =>
        (from === null || Date.parse(at) >= Date.parse(from)) &&
        (until === null || Date.parse(at) <= Date.parse(until)) &&
        (partition === '' || shop === partition),
    );
    for (let start = Number(page ?? 0); start < wanted.length; start += PAGE) {
      await onPage(scope, start);
      const records = wanted.slice(start, start + PAGE) as unknown as Page['records'];
      const isLast = start + PAGE >= wanted.length;
      yield { records, next: isLast ? null : start + PAGE, total: wanted.length };
    }
  }
  const connector = defineConnector<object, null>({
    name: 'rows',
    title: 'Rows',
    description: 'Rows in memory.',
    config: z.strictObject({}),
    open: () => null,
    streams: [{ name: 's', primaryKey: ['id'], cursor: 'at', lookBack: 60, read, ...fields }],
  });
  return { connector, asked };
}

const context = testContext({ now: () => BASE + 1_000 * MINUTE });
const keys = (messages: readonly ConnectorMessage[]) =>
  messages.flatMap((message) => (message.type === 'record' ? [message.key] : []));

describe('a stream of the kit', () => {
  it('begins the next read a look-back before the last record, whatever the clock says', async () => {
    const rows = Array.from({ length: 7 }, (_, index) => row(index));
    const { connector, asked } = over(rows);
    const first = await readAll(connector, {}, 's', null, context);
    assert.equal(keys(first).length, 7);
    const ahead = { ...context, now: () => BASE + 1e7 * MINUTE };
    const second = await readAll(connector, {}, 's', lastState(first), ahead);
    assert.deepEqual(keys(second), ['r5', 'r6']);
    assert.equal(Date.parse(asked[1].from!), BASE + 5 * MINUTE);
    assert.equal(asked[0].until, new Date(context.now()).toISOString());
  });

  it('reads nothing twice of what a record from the future would push out of sight', async () => {
    const rows = [row(0), row(10_000)];
    const early = { ...context, now: () => BASE + 5 * MINUTE };
    const first = await readAll(over(rows).connector, {}, 's', null, early);
    assert.deepEqual(keys(first), ['r0']);
    const later = await readAll(over([...rows, row(6)]).connector, {}, 's', lastState(first), {
      ...context,
      now: () => BASE + 20_000 * MINUTE,
    });
    assert.ok(keys(later).includes('r6') && keys(later).includes('r10000'));
  });

  it('reads a numeric cursor without bounds by the clock', async () => {
    const { connector, asked } = over([row(1)], {
      cursor: 'id',
      cursorType: 'number',
      read: numbers,
    });
    async function* numbers(scope: Scope): AsyncGenerator<Page> {
      asked.push(scope);
      yield { records: [{ id: 41 }, { id: 42 }], next: null };
    }
    const first = await readAll(connector, {}, 's', null, context);
    await readAll(connector, {}, 's', lastState(first), context);
    assert.deepEqual(
      asked.map(({ from, until }) => [from, until]),
      [
        [null, null],
        ['-18', null],
      ],
    );
  });

  it('fills the past slice by slice, each read whole', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => row(index));
    const { connector, asked } = over(rows, { slice: { from: row(0).at, seconds: 480 } });
    const now = () => BASE + 19 * MINUTE;
    const messages = await readAll(connector, {}, 's', null, { ...context, now });
    assert.equal(new Set(keys(messages)).size, 20);
    assert.deepEqual(
      asked.map(({ from, until }) => [from, until].map((at) => (Date.parse(at!) - BASE) / MINUTE)),
      [
        [0, 8],
        [8, 16],
        [16, 19],
      ],
    );
  });

  it('reads a range once more without moving the place of the stream', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => row(index));
    const { connector } = over(rows);
    const range = { from: row(5).at, until: row(9).at };
    const found: ConnectorMessage[] = [];
    for await (const message of connector.read({}, { stream: 's', state: null, range }, context)) {
      found.push(message);
    }
    assert.deepEqual(keys(found), ['r5', 'r6', 'r7', 'r8', 'r9']);
  });

  it('begins again where the source has forgotten the page of an interrupted read', async () => {
    const rows = Array.from({ length: 9 }, (_, index) => row(index));
    const { connector } = over(rows);
    const first = await readAll(connector, {}, 's', null, context);
    const midway = first.find(({ type }) => type === 'state');
    const state = midway?.type === 'state' ? midway.state : null;
    const forgetful = over(rows, {}, ({ page }) => {
      if (page !== null) throw new PageGoneError('That page is gone.');
    });
    assert.equal(keys(await readAll(forgetful.connector, {}, 's', state, context)).length, 9);
  });

  it('resumes any mixture of partitions from any state, and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(12), { maxLength: 5 }),
        async (count, concurrency, kills) => {
          const rows = Array.from({ length: count }, (_, index) => row(index));
          const delay = async () => pause(Math.random());
          const fields = { partitions: () => ['a', 'b', 'c'], concurrency };
          const { connector } = over(rows, fields, delay);
          const stored = new Map<string, string>();
          let state: Json | null = null;
          for (const kill of kills) {
            let held: ConnectorMessage[] = [];
            let seen = 0;
            for await (const message of connector.read({}, { stream: 's', state }, context)) {
              held.push(message);
              if (message.type === 'state') {
                applied(held, stored);
                state = message.state;
                held = [];
              }
              seen += 1;
              if (seen > kill) break;
            }
          }
          applied(await readAll(connector, {}, 's', state, context), stored);
          assert.equal(stored.size, count);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('asks no more partitions at a time than it may, and waits while nobody takes', async () => {
    let open = 0;
    let most = 0;
    let pages = 0;
    const { connector } = over(
      Array.from({ length: 60 }, (_, index) => row(index)),
      { partitions: () => ['a', 'b', 'c'], concurrency: 2 },
      async () => {
        open += 1;
        pages += 1;
        most = Math.max(most, open);
        await pause(2);
        open -= 1;
      },
    );
    for await (const message of connector.read({}, { stream: 's', state: null }, context)) {
      if (message.type !== 'record') continue;
      await pause(30);
      assert.ok(pages <= 3, `${pages} pages were read ahead`);
      break;
    }
    await readAll(connector, {}, 's', null, context);
    assert.equal(most, 2);
  });

  it('sets a record without its key aside', async () => {
    const { connector } = over([row(1), { ...row(2), id: '' }]);
    const messages = await readAll(connector, {}, 's', null, context);
    const reject = messages.find(({ type }) => type === 'reject');
    assert.ok(reject?.type === 'reject' && /lacks its key: id/.test(reject.reason));
    assert.deepEqual(keys(messages), ['r1']);
  });
});

describe('merge', () => {
  it('closes every sequence when one of them fails', async () => {
    const closed: string[] = [];
    let stopped = 0;
    async function* sequence(name: string, failAt: number) {
      try {
        for (let index = 0; ; index += 1) {
          if (index === failAt) throw new Error(name);
          yield index;
          await pause(1);
        }
      } finally {
        closed.push(name);
      }
    }
    const all = merge([() => sequence('a', 3), () => sequence('b', -1)], 2, () => {
      stopped += 1;
    });
    await assert.rejects(async () => {
      for await (const _ of all);
    }, /a/);
    assert.deepEqual(closed.sort(), ['a', 'b']);
    assert.equal(stopped, 1);
  });
});
