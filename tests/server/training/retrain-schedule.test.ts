import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RetrainSchedule } from '../../../server/training/retrain-schedule.ts';
import type { TrainingStatus } from '../../../server/training/retraining.ts';
import { DAY, END, event, openDesk, stored, trainShop, userId } from '../../profiles/fixture.ts';

const HOUR = 3_600_000;

test('a model is trained when its rule has it: by time or by events, by one process, never twice', async () => {
  const desk = await openDesk(null, 3);
  const { store } = desk;
  let started = 0;
  let isOurs = true;
  let status: TrainingStatus | null = null;
  const retraining = {
    get status() {
      return status;
    },
    start() {
      started += 1;
      const begun = { startedAt: desk.now(), progress: 0, note: '', endedAt: null };
      status = { ...begun, version: null, problem: null };
      return status;
    },
  };
  const end = (problem: string | null) => {
    status = { ...status!, endedAt: desk.now(), problem };
  };
  const schedule = (rule: { everyHours?: number; afterEvents?: number }) =>
    new RetrainSchedule({
      ...{ store, rule, retraining, isOurs: async () => isOurs, clock: desk.now },
    });
  const daily = schedule({ everyHours: 24 });
  const append = (serial: string) =>
    store.events.append([stored(userId(0), event(serial, { itemId: 'item1' }))]);
  await append('first');
  assert.equal(await daily.look(), false, 'the first model is for somebody to ask for');

  await desk.promote(await trainShop());
  assert.equal(await daily.look(), false, 'not yet');
  assert.equal(await schedule({ afterEvents: 1_000 }).look(), false, 'too few events');
  assert.equal(await schedule({ afterEvents: 1 }).look(), true);
  assert.equal(await schedule({ afterEvents: 1 }).look(), false, 'one is under way');
  end('no room');
  assert.equal(await schedule({ afterEvents: 1 }).look(), false, 'not again at once');
  desk.wait(HOUR);
  assert.equal(await schedule({ afterEvents: 1 }).look(), true, 'but later');
  end(null);

  desk.wait(DAY);
  isOurs = false;
  assert.equal(await daily.look(), false, 'another process does it');
  isOurs = true;
  assert.equal(await daily.look(), true);
  assert.equal(started, 3);
  end(null);

  const [newest] = await store.models.list();
  assert.ok(newest!.createdAt <= END && newest!.watermark === 0);
});
