import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExplainService } from '../../explain/index.ts';
import {
  compareEvents,
  defaultModalities,
  trainingPreparation,
  trainModel,
} from '../../fusion/index.ts';
import { historiesOf, ModelRegistry, Updater } from '../../profiles/index.ts';
import { SegmentService } from '../../segments/index.ts';
import { openStore, type Store } from '../../store/index.ts';
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import { END, imaginedEvents, imaginedItems, storedEvent } from './imagined-shop.ts';

const DEFAULT_USERS = 2_000;
const SETTINGS = {
  eventsOfAUser: 100,
  usersTrainedOn: 400,
  segments: 6,
  explained: 100,
  changed: 10,
  warmUp: 10,
  encodedFromScratch: 3,
};
const USERS_AT_ONCE = 500;

/**
 * One explanation with all of its evidence. The full size is `--size 100000`: ten million events, which
 * take an hour or more to store and to encode first.
 */
export const explain: Benchmark = {
  name: 'explain',
  description:
    'One explanation of a learned segment with all evidence; --size is the number of users.',
  async run(options) {
    const folder = await mkdtemp(join(tmpdir(), 'portrait-bench-explain-'));
    const url = process.env.DATABASE_URL;
    const clock = () => END;
    const schema = `bench_explain_${process.pid}`;
    const store = await openStore(url === undefined ? { folder, clock } : { url, schema, clock });
    try {
      const backend = url === undefined ? 'embedded store (PGlite)' : 'PostgreSQL';
      return { ...(await measure(store, options)), backend };
    } finally {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(
  store: Store,
  { size = DEFAULT_USERS, onProgress = () => undefined }: BenchmarkOptions,
): Promise<Omit<BenchmarkResult, 'backend'>> {
  const modalities = defaultModalities();
  const clock = () => END;
  onProgress(`storing ${size} users with ${SETTINGS.eventsOfAUser} events each`);
  const userIds = await fill(store, size);
  onProgress('training a model');
  const models = new ModelRegistry(store, modalities);
  const users = await historiesOf(store, userIds.slice(0, SETTINGS.usersTrainedOn));
  const fusion = await trainModel(
    { users, items: imaginedItems() },
    trainingPreparation(modalities),
    { prepare: { factors: 16 }, fit: { epochs: 1 } },
  );
  await models.save(fusion, { parentId: null, watermark: 0, trainedThrough: END, createdAt: END });
  await models.promote(fusion.id, END);
  onProgress('encoding everybody and forming segments');
  const segments = new SegmentService({ store, models, modalities, clock });
  const updater = new Updater(store, models, {}, { clock });
  await updater.encodeEveryone(new AbortController().signal, () => undefined);
  const formed = await segments.formLearned({ count: SETTINGS.segments });
  const segmentIds = formed.segments.map(({ id }) => id);
  const service = new ExplainService({ store, models, modalities, clock });
  const asked = userIds.filter(
    (_, at) => at % Math.ceil(size / (SETTINGS.explained + SETTINGS.warmUp)) === 0,
  );
  const times: number[] = [];
  const cpu: number[] = [];
  const changes: number[] = [];
  let evidence = 0;
  for (const [at, userId] of asked.entries()) {
    const used = process.cpuUsage();
    const start = performance.now();
    const open = await service.open(userId, segmentIds[at % segmentIds.length]);
    await open.describe(open.ranked);
    const elapsed = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    if (at < SETTINGS.warmUp) continue;
    times.push(elapsed);
    cpu.push((user + system) / 1_000);
    evidence += open.evidenceCount;
    if (changes.length >= SETTINGS.changed) continue;
    const changing = performance.now();
    await open.change();
    changes.push(performance.now() - changing);
  }
  onProgress('the baseline: every event left out and encoded from scratch');
  const scratch = await fromScratch(store, fusion, asked.slice(0, SETTINGS.encodedFromScratch));
  return {
    figures: {
      median_ms: quantile(times, 0.5),
      p95_ms: quantile(times, 0.95),
      median_cpu_ms: quantile(cpu, 0.5),
      counterfactuals_median_ms: quantile(changes, 0.5),
      evidence_events: evidence / times.length,
      users: size,
      events: size * SETTINGS.eventsOfAUser,
    },
    spread: {},
    baselines: { 'every event encoded from scratch': { median_ms: quantile(scratch, 0.5) } },
    settings: SETTINGS,
    seeds: [1],
  };
}

async function fill(store: Store, size: number): Promise<string[]> {
  const userIds: string[] = [];
  for (let from = 0; from < size; from += USERS_AT_ONCE) {
    const count = Math.min(USERS_AT_ONCE, size - from);
    const named = Array.from({ length: count }, (_, at) => [
      { kind: 'customer', value: `b${from + at}` },
    ]);
    userIds.push(...(await store.users.resolve(named)));
  }
  const version = { sourceId: 'bench', version: '1', contentHash: '0' };
  await store.items.upsert(imaginedItems().map((item) => ({ ...item, ...version })));
  for (let from = 0; from < size; from += USERS_AT_ONCE) {
    const some = userIds.slice(from, from + USERS_AT_ONCE);
    await store.events.append(
      some.flatMap((userId, at) =>
        imaginedEvents(from + at, SETTINGS.eventsOfAUser, userIds)
          .sort(compareEvents)
          .map((event) => storedEvent(event, userId)),
      ),
    );
  }
  return userIds;
}

/** What leaving every event out costs where the model encodes each variant as if it were new. */
async function fromScratch(
  store: Store,
  fusion: Awaited<ReturnType<typeof trainModel>>,
  userIds: readonly string[],
): Promise<number[]> {
  const times: number[] = [];
  for (const history of await historiesOf(store, userIds)) {
    const variants = history.events.map((left) => ({
      ...history,
      events: history.events.filter((event) => event !== left),
    }));
    const start = performance.now();
    await fusion.encode(variants, { asOf: END, recommendations: 0 });
    times.push(performance.now() - start);
  }
  return times;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
