import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { qualityDeclaration } from '../../../ingest/index.ts';
import { Application } from '../../../server/index.ts';
import {
  DAY,
  END,
  event,
  externalId,
  SESSIONS,
  shopHistories,
  shopItems,
  stored,
  userId,
} from '../../profiles/fixture.ts';

const USERS = 20;

/** The process that fits a model, as soon as there is one: it takes a while to load before it can be done. */
async function fitProcess(): Promise<number | null> {
  const ask = ['-P', String(process.pid), '-f', 'fit-process'];
  const { stdout } = await promisify(execFile)('pgrep', ask).catch(() => ({ stdout: '' }));
  return stdout === '' ? null : Number(stdout.split('\n')[0]);
}

describe('training in the background', () => {
  let folder: string;
  let application: Application;
  const store = () => application.services.store;
  const append = (user: number, serial: string) =>
    store().events.append([
      stored(userId(user), event(serial, { itemId: `item${user}`, at: END + DAY })),
    ]);
  const ended = async () => {
    while (application.retraining.status?.endedAt == null) await pause(20);
    return application.retraining.status;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portrait-retraining-'));
    application = await Application.open({
      configuration: {
        ...{ baseFolder: folder, store: {}, modalities: [], sources: [], heads: [], audiences: [] },
        ...{
          segments: [],
          history: {},
          models: { keepDays: 7 },
          updates: { mostWaiting: 20_000, refreshAfter: '1d' },
        },
        sessions: SESSIONS,
        quality: qualityDeclaration.parse({}),
        training: {
          prepare: { factors: 4, candidates: 10, randomCandidates: 5 },
          fit: { epochs: 2, batchSize: 10 },
        },
        server: { host: '127.0.0.1', port: 0 },
      },
      ...{ folder: join(folder, 'store'), clock: () => END + DAY, log: () => undefined },
    });
    const version = { sourceId: 'test', version: '1', contentHash: '0' };
    await store().items.upsert(shopItems().map((item) => ({ ...item, ...version })));
    await store().users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
  });
  after(async () => {
    await application.close();
    await rm(folder, { recursive: true });
  });

  test('what cannot be learned from is told, and the server goes on', async () => {
    application.retraining.start();
    const { problem, version } = await ended();
    assert.match(problem ?? '', /no users with events to train on/);
    assert.equal(version, null);
  });

  test('another process trains on one moment of the log, the server takes events and serves', async () => {
    await store().events.append(
      shopHistories(USERS).flatMap((own) => own.events.map((one) => stored(own.userId, one))),
    );
    const { version } = await application.train({
      ...{ signal: new AbortController().signal, onProgress: () => undefined },
    });
    assert.equal(version, 1);
    application.follow();
    await append(1, 'before');
    const watermark = await store().events.lastSequence();
    const started = application.retraining.start();
    assert.equal(application.retraining.start().startedAt, started.startedAt, 'one at a time');
    // The server lives: it takes an event and makes its profile while the other process trains.
    await append(2, 'meanwhile');
    const token = await store().changes.token();
    while (!(await store().changes.reached(token, application.services.updater))) await pause(20);
    const status = await ended();
    assert.equal(status.problem, null);
    assert.deepEqual([status.version, status.progress, status.note], [2, 1, 'done']);
    const second = await application.life.byVersion(2);
    assert.equal(second.state, 'SHADOW');
    assert.ok(second.watermark >= watermark);
    while ((await application.life.byVersion(2)).readyAt === null) await pause(20);
    assert.equal((await application.life.promote(2)).before?.version, 1);
    assert.equal((await store().profiles.byIds([userId(2)])).get(userId(2))?.modelId, second.id);
  });

  test('a training whose process is killed leaves no model, says so, and begun again is done', async () => {
    await append(4, 'killed');
    const before = (await application.life.list()).length;
    application.retraining.start();
    for (let pid = await fitProcess(); ; pid = await fitProcess()) {
      if (pid === null) continue;
      process.kill(pid, 'SIGKILL');
      break;
    }
    assert.match((await ended()).problem ?? '', /SIGKILL.*goes on/);
    assert.equal((await application.life.list()).length, before);
    application.retraining.start();
    assert.equal((await ended()).problem, null);
    assert.equal((await application.life.list()).length, before + 1);
  });

  test('a training that is ended with its server leaves no process and no half of a model', async () => {
    await append(3, 'third');
    application.retraining.start();
    await application.retraining.stop();
    assert.notEqual(application.retraining.status?.endedAt, null);
    assert.ok((await application.life.list()).length <= 3);
  });
});
