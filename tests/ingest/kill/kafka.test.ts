import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openStore, type Store } from '../../../store/index.ts';
import { TestTopic } from '../../support/kafka.ts';
import { requireService } from '../../support/services.ts';
import { effective } from '../support.ts';
import { seeded } from './source.ts';

const SEED = 20_260_101;
const PARTITIONS = 4;
const ROUNDS = 4;
const PER_SEND = 150;
const SESSION_MS = 1000;

const kafka = requireService('kafka');
const postgres = requireService('postgres');

interface Written {
  count: number;
  readonly good: Set<string>;
  bad: number;
}

/** Writes messages over all partitions until it is enough: views, some without a user or broken. */
async function write(
  topic: TestTopic,
  written: Written,
  random: () => number,
  enough: () => boolean,
): Promise<void> {
  do {
    const messages = Array.from({ length: PER_SEND }, () => {
      const number = written.count;
      written.count += 1;
      const partition = Math.floor(random() * PARTITIONS);
      const chance = random();
      const time = new Date(1_700_000_000_000 + number * 1000).toISOString();
      const view = { id: `m${number}`, time, user: `c${number % 100}`, item: `i${number % 50}` };
      if (chance < 0.96) {
        written.good.add(view.id);
        return { partition, value: view };
      }
      written.bad += 1;
      return { partition, value: chance < 0.98 ? { ...view, user: null } : `{"broken ${number}"` };
    });
    await topic.send(messages);
    await sleep(40);
  } while (!enough());
}

interface Member {
  readonly process: ChildProcess;
  /** Settles when it has begun to read. */
  readonly up: Promise<unknown>;
}

function startMember(target: object, source: object): Member {
  const child = path.join(import.meta.dirname, 'kafka-child.ts');
  const args = ['--import', 'tsx', child, JSON.stringify(target), JSON.stringify(source)];
  const spawned = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { process: spawned, up: once(spawned.stdout, 'data') };
}

async function recordsOf(store: Store): Promise<number> {
  return (await store.sources.status())[0]?.records ?? 0;
}

test('members killed and stopped at random instants lose and double nothing', {
  skip: kafka.skip || postgres.skip,
}, async () => {
  const topic = await TestTopic.create(kafka.facts!.brokers, { partitions: PARTITIONS });
  const schema = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const target = { url: postgres.facts!.url, schema };
  const store = await openStore(target);
  const { brokers, group } = topic;
  const source = {
    id: 'shop',
    connector: 'kafka',
    config: {
      ...{ brokers, group, sessionTimeoutMs: SESSION_MS },
      streams: [{ name: 'clicks', topic: topic.name }],
    },
    streams: [
      {
        name: 'clicks',
        map: {
          event: {
            ...{ modality: 'browsing', type: 'view', at: 'time', user: { customer: 'user' } },
            ...{ item: 'item', attributes: { url: 'id' } },
          },
        },
      },
    ],
  };
  const random = seeded(SEED);
  const written: Written = { count: 0, good: new Set(), bad: 0 };
  const members = [startMember(target, source), startMember(target, source)];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      // Only a member that reads is worth killing, so messages come until it is dead.
      let struck = false;
      const writing = write(topic, written, random, () => struck);
      const before = await recordsOf(store);
      while ((await recordsOf(store)) === before) await sleep(20);
      await sleep(random() * 300);
      const victim = Math.floor(random() * members.length);
      if (round % 3 === 2) {
        // Stopped for longer than its session: others take over, and it wakes up as a stranger.
        members[victim]!.process.kill('SIGSTOP');
        struck = true;
        await sleep(SESSION_MS * 2);
        members[victim]!.process.kill('SIGCONT');
      } else {
        members[victim]!.process.kill('SIGKILL');
        struck = true;
        members[victim] = startMember(target, source);
      }
      await writing;
    }
    const deadline = Date.now() + 60_000;
    while ((await recordsOf(store)) < written.count && Date.now() < deadline) await sleep(50);
    // Whatever is too much would come within a commit or two.
    await sleep(300);
    const status = (await store.sources.status())[0]!;
    const events = await effective(store);
    assert.deepEqual(
      events.map(({ attributes }) => attributes.url).toSorted(),
      [...written.good].toSorted(),
      'every accepted message counts exactly once',
    );
    assert.equal(await store.deadLetters.count('shop'), written.bad);
    // A member that slept over its session may have read a record that another has read by then.
    assert.ok(status.records >= written.count);
    await Promise.all(members.map(({ up }) => up));
    const ended = members.map((member) => once(member.process, 'exit'));
    for (const member of members) member.process.kill('SIGTERM');
    assert.deepEqual(
      (await Promise.all(ended)).map(([code]) => code),
      [0, 0],
      'a clean stop',
    );
  } finally {
    for (const member of members) member.process.kill('SIGKILL');
    await store.close();
    await topic.close();
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    await client.query(`drop schema if exists "${schema}" cascade`);
    await client.end();
  }
});
