import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock, test } from 'node:test';
import type { Event } from '../../fusion/index.ts';
import { encodeProfiles, ModelRegistry, summaryOf, Updater } from '../../profiles/index.ts';
import { EmbeddedEngine } from '../../store/embedded/engine.ts';
import { LONGEST_HISTORY, openStore } from '../../store/index.ts';
import { ingestList } from '../ingest/support.ts';
import {
  distance,
  END,
  event,
  externalId,
  modalities,
  openDesk,
  stored,
  trainShop,
  userId,
} from './fixture.ts';

const MANY = 1_000_000;
const AT_ONCE = 10_000;
const robot = userId(0);
const item = (serial: number) => `item${serial % 30}`;
const at = (serial: number) => END - (MANY - serial) * 1_000;
const view = (serial: number): Event =>
  event(`many-${serial}`, { itemId: item(serial), at: at(serial) });

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** How many rows were read from tables and indexes. */
function rowsRead({ Plans = [], ...plan }: Plan): number {
  const { 'Actual Rows': given, 'Actual Loops': loops } = plan;
  const own = /Scan/.test(plan['Node Type'])
    ? (given + (plan['Rows Removed by Filter'] ?? 0)) * loops
    : 0;
  return own + Plans.reduce((sum, each) => sum + rowsRead(each), 0);
}

/** How many rows the statements read that something sends, as the database counts them. */
async function readBy(work: () => Promise<unknown>): Promise<number> {
  const sent = mock.method(EmbeddedEngine.prototype, 'query');
  await work();
  const calls = [...sent.mock.calls];
  sent.mock.restore();
  let rows = 0;
  for (const { this: engine, arguments: given } of calls) {
    const [statement, parameters] = given;
    // What writes reads what it conflicts with, by keys; to explain it would write it again.
    if (
      !/^\s*(?:select|with)\b/.test(statement) ||
      /\b(?:insert|update|delete)\b/.test(statement)
    ) {
      continue;
    }
    const explained = `explain (analyze, format json) ${statement}`;
    const answer = await (engine as EmbeddedEngine).query(explained, parameters);
    const [{ 'QUERY PLAN': plans }] = answer.rows as [{ 'QUERY PLAN': [{ Plan: Plan }] }];
    rows += rowsRead(plans[0].Plan);
  }
  return rows;
}

test('one more event of a user with a million means to read no more than of one with some thousands', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'portrait-million-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const desk = await openDesk(await trainShop(), 2, (clock) => openStore({ folder, clock }));
  const { store, models } = desk;
  await desk.updater().drain();
  let inserted = 0;
  for (let from = 0; from < MANY; from += AT_ONCE) {
    const serials = Array.from({ length: AT_ONCE }, (_, index) => from + index);
    inserted += (await store.events.append(serials.map((serial) => stored(robot, view(serial)))))
      .inserted;
  }
  assert.equal(inserted, MANY);
  assert.ok((await readBy(() => desk.updater().drain())) <= 10 * LONGEST_HISTORY);

  const ingest = ingestList(store, [], { clock: desk.now });
  const report = await ingest.accept([
    {
      ...{ messageId: 'one more', externalIds: [externalId(0)], itemId: 'item3' },
      ...{ modality: 'browsing', type: 'view', at: new Date(END).toISOString() },
    },
  ]);
  assert.equal(report.accepted, 1);
  // What is known of the user is not read again.
  assert.ok((await readBy(() => desk.updater().drain())) <= 50);
  await profileIsRight();

  // A process that starts anew knows nothing, and reads what counts once.
  const fresh = new Updater(store, new ModelRegistry(store, modalities), {}, { clock: desk.now });
  await store.users.setTraits([
    { userId: robot, name: 'city', value: 'Nara', version: '1', sourceId: 'crm', contentHash: '' },
  ]);
  assert.ok((await readBy(() => fresh.drain())) <= 10 * LONGEST_HISTORY);
  await profileIsRight();
  await store.close();

  /** It is that of the newest events alone. */
  async function profileIsRight(): Promise<void> {
    const profile = (await store.profiles.byIds([robot])).get(robot)!;
    const newest = Array.from({ length: LONGEST_HISTORY - 1 }, (_, index) =>
      view(MANY - LONGEST_HISTORY + 1 + index),
    );
    const events = [...newest, event('one more', { itemId: 'item3', at: END })];
    const model = await models.current((await store.models.active())!.id);
    const history = { userId: robot, events, traits: {}, throughSequence: 0, isCut: true };
    const [expected] = await encodeProfiles(model, [history], desk.now());
    const summary = summaryOf(profile);
    assert.equal(summary.eventCount, LONGEST_HISTORY);
    assert.equal(summary.historyIsCut, true);
    assert.equal(summary.firstEventAt, at(MANY - LONGEST_HISTORY + 1));
    assert.equal(summary.lastEventAt, END);
    assert.ok(distance(profile.vector, expected!.row.vector) <= 1e-6);
  }
});
