import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { z } from 'zod';
import {
  type Connector,
  ConnectorFatalError,
  ConnectorRegistry,
  defineConnector,
  type JsonObject,
  webhookConnector,
} from '../../../connectors/index.ts';
import { BackfillError, SourceHeldError, sourceDeclaration } from '../../../ingest/index.ts';
import type { Store } from '../../../store/index.ts';
import { openTestStore } from '../../support/store.ts';
import { effective, ingestOn, viewMapping } from '../support.ts';

const DAYS = 30;
const PAGE = 5;

const FIELDS = ['id', 'time', 'user', 'item'].map((name) => {
  return { name, type: 'string', nullable: false } as const;
});

interface Row extends JsonObject {
  readonly id: string;
  readonly time: string;
}

const row = (day: number, item = `i${day}`): Row => ({
  id: `r${day}-${item}`,
  time: new Date(Date.UTC(2025, 2, day, 12)).toISOString(),
  user: 'a',
  item,
});

describe('backfill by range', () => {
  let store: Store;
  let rows: Row[];
  /** How many pages a read may bring before the source breaks. */
  let pagesLeft: number;
  /** From where pages were asked for. */
  let asked: unknown[];
  let count = 0;
  before(async () => {
    store = await openTestStore();
  });
  after(() => store.close());
  beforeEach(() => {
    count += 1;
    rows = Array.from({ length: DAYS }, (_, index) => row(index + 1));
    pagesLeft = Number.POSITIVE_INFINITY;
    asked = [];
  });

  /** A source in pages that keeps to the range, or, like a tap, reads everything. */
  const connector = (keepsRange: boolean): Connector<object> =>
    defineConnector({
      name: 'scripted',
      title: 'Shop',
      description: 'Views by day.',
      config: z.strictObject({}),
      open: () => null,
      streams: ['views', 'shops'].map((name) => ({
        name,
        schema: FIELDS,
        primaryKey: ['id'],
        ...(name === 'views' && { cursor: 'time' }),
        async *read({ from, until, page }) {
          asked.push({ from, until, page });
          const wanted = rows.filter(
            ({ time }) => !keepsRange || (time >= (from ?? '') && time <= (until ?? 'z')),
          );
          for (let at = (page as number) ?? 0; at < wanted.length; at += PAGE) {
            pagesLeft -= 1;
            if (pagesLeft < 0) throw new ConnectorFatalError('The source broke.');
            const isLast = at + PAGE >= wanted.length;
            yield { records: wanted.slice(at, at + PAGE), next: isLast ? null : at + PAGE };
          }
        },
      })),
    });

  const declared = (streams = ['views']) =>
    sourceDeclaration.parse({
      id: `shop-${count}`,
      connector: 'scripted',
      config: {},
      streams: streams.map((name) => ({ name, map: viewMapping })),
    });

  const options = { from: '2025-03-10', until: '2025-03-19' };
  const own = async () =>
    (await effective(store)).filter(({ sourceId }) => sourceId === `shop-${count}`);

  const ofSource = async () =>
    (await store.sourceBackfills.all()).filter(({ sourceId }) => sourceId === `shop-${count}`);

  for (const keepsRange of [true, false]) {
    const how = keepsRange ? 'keeps to it' : 'reads everything';
    it(`reads what is new in the range, once, and moves no state (a source that ${how})`, async () => {
      const ingest = ingestOn(store, connector(keepsRange));
      const source = declared();
      await ingest.sync(source);
      const before = await store.sources.state(source.id, 'views');
      rows.push(row(15, 'late'), row(20, 'outside'), row(9, 'outside'), row(19, 'end'));
      const report = await (await ingest.backfill(source, options)).ended;
      assert.equal(report.failure, null);
      assert.deepEqual([report.records, report.events, report.duplicates], [12, 2, 10]);
      assert.deepEqual(await store.sources.state(source.id, 'views'), before);
      const items = (await own()).map(({ itemId }) => itemId);
      assert.equal(items.length, DAYS + 2);
      assert.ok(items.includes('late') && items.includes('end') && !items.includes('outside'));
      const again = await (await ingest.backfill(source, options)).ended;
      assert.deepEqual([again.events, again.duplicates], [0, 12]);
      const [status] = (await store.sources.status()).filter((one) => one.sourceId === source.id);
      assert.deepEqual([status?.records, status?.events], [DAYS, DAYS + 2]);
    });
  }

  it('goes on where it was cut off, and begins anew once it has ended', async () => {
    const ingest = ingestOn(store, connector(true), { batchRecords: PAGE });
    const source = declared();
    pagesLeft = 1;
    const cut = await (await ingest.backfill(source, options)).ended;
    assert.equal(cut.failure?.action, 'stop');
    assert.equal((await own()).length, PAGE);
    const [noted] = await ofSource();
    assert.deepEqual([noted?.records, noted?.endedAt], [PAGE, null]);
    assert.equal(noted?.lastError, 'The source broke.');
    assert.equal(await store.sources.state(source.id, 'views'), null, 'a sync still begins at all');
    pagesLeft = 100;
    asked = [];
    const rest = await (await ingest.backfill(source, options)).ended;
    assert.deepEqual([rest.failure, rest.events], [null, PAGE]);
    assert.equal((asked.at(-1) as { page: number }).page, PAGE);
    const [done] = await ofSource();
    assert.deepEqual([done?.records, done?.lastError], [2 * PAGE, null]);
    assert.notEqual(done?.endedAt, null);
    const again = await (await ingest.backfill(source, options)).ended;
    assert.equal(again.duplicates, 2 * PAGE);
    assert.equal((await ingest.sync(source)).events, DAYS - 2 * PAGE);
  });

  it('takes in with the mapping as it is now what was turned away', async () => {
    const ingest = ingestOn(store, connector(true));
    rows[11] = { ...rows[11]!, user: null, visitor: 'b' };
    const source = declared();
    assert.equal((await ingest.sync(source)).rejected, 1);
    const map = { event: { ...viewMapping.event, user: { customer: 'user', cookie: 'visitor' } } };
    const mended = { ...source, streams: [{ ...source.streams[0]!, map }] };
    const report = await (await ingest.backfill(sourceDeclaration.parse(mended), options)).ended;
    assert.deepEqual([report.events, report.rejected], [1, 0]);
  });

  const refusals: readonly [string, object, RegExp][] = [
    ['a range that ends first', { from: '2025-04-01' }, /ends .* before it begins/],
    ['a day that is none', { until: '2025-02-30' }, /"2025-02-30" is no time; write 2025-06-01/],
    ['a stream of another name', { stream: 'vews' }, /no stream "vews". Did you mean "views"\?/],
    ['a stream without a cursor', { stream: 'shops' }, /shops of .* no cursor/],
    ['a source with one', {}, /shops of .* Choose with --stream: views\./],
  ];
  for (const [what, change, message] of refusals) {
    it(`refuses ${what}, and changes nothing`, async () => {
      const backfills = (await store.sourceBackfills.all()).length;
      const ingest = ingestOn(store, connector(true));
      await assert.rejects(
        ingest.backfill(declared(['views', 'shops']), { ...options, ...change }),
        (error) => error instanceof BackfillError && message.test(error.message),
      );
      assert.equal((await store.sourceBackfills.all()).length, backfills);
      assert.deepEqual(await own(), []);
    });
  }

  it('refuses a source that is paused, and one that events are sent to', async () => {
    const ingest = ingestOn(store, connector(true));
    const source = declared();
    await store.sourceControls.pause(source.id, 1);
    await assert.rejects(ingest.backfill(source, options), SourceHeldError);
    const sent = ingestOn(store, connector(true), {
      connectors: new ConnectorRegistry([webhookConnector]),
    });
    const pushed = { ...source, connector: 'webhook' };
    await assert.rejects(sent.backfill(pushed, options), /nothing to be read from it/);
  });
});
