import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelFormatError } from '../../../fusion/model/index.ts';
import { ModelRegistry, PolicyLearning } from '../../../profiles/index.ts';
import { SegmentService } from '../../../segments/index.ts';
import { errorLog } from '../../../server/log.ts';
import { currentProfiles } from '../../../server/upkeep/current-profiles.ts';
import {
  DAY,
  event,
  modalities,
  openDesk,
  stored,
  trainShop,
  userId,
} from '../../profiles/fixture.ts';
import { asOfAnotherVersion } from '../../support/refused-model.ts';

test('whatever waits for another model than one that cannot be read says so once, however often it tries', async () => {
  const model = await trainShop();
  const { store, now: clock, wait } = await openDesk(model);
  await asOfAnotherVersion(store, model.id);
  const models = new ModelRegistry(store, modalities);
  const logged: [string, unknown][] = [];
  const log = (message: string, facts?: unknown) => logged.push([message, facts]);
  const logError = errorLog(log);
  const segments = new SegmentService({ store, models, modalities, clock });
  const { updater } = currentProfiles({
    ...{ store, models, modalities, segments, clock, log, logError },
    prepare: async () => undefined,
  });
  const learning = new PolicyLearning({ store, models, clock, learn: async () => null });
  const asked = mock.method(models, 'current');
  let serial = 0;
  const happen = async (rows: number) => {
    const events = Array.from({ length: rows }, (_, row) => event(`later ${serial + row}`, {}));
    serial += rows;
    await store.events.append(events.map((one) => stored(userId(1), one)));
  };
  updater.start();
  for (let tries = 1; tries <= 4; tries += 1) {
    // An event wakes the updater; what comes while it tries is for its next pause.
    for (let looked = 0; asked.mock.callCount() < tries; looked += 1) {
      assert.ok(looked < 6_000, 'the updater tries again when something happens');
      await happen(1);
      await sleep(10);
    }
  }
  await updater.stop();
  const [[, facts]] = logged;
  assert.deepEqual(
    logged.map(([message]) => message),
    ['the updater waits and tries again'],
  );
  assert.match(JSON.stringify(facts), /ModelFormatError.*social\.hunch.*portrait train/);

  for (let time = 0; time < 3; time += 1) {
    await happen(1_000);
    wait(DAY);
    // As it is tried from time to time, and after somebody was erased.
    models.reload();
    await assert.rejects(learning.look(), (error) => {
      logError('work in the background failed', error);
      return error instanceof ModelFormatError;
    });
  }
  assert.equal(logged.length, 2);
  // Anything else is said each time.
  for (const error of [new RangeError('one'), new RangeError('one')]) logError('something', error);
  logError('something', new ModelFormatError('another model'));
  assert.equal(logged.length, 5);
  await store.close();
});
