import type { Benchmark } from './benchmark.ts';

/** All benchmarks by name; each is loaded when it is asked for. */
export const benchmarks: ReadonlyMap<string, () => Promise<Benchmark>> = new Map<
  string,
  () => Promise<Benchmark>
>([
  ['connector-memory', async () => (await import('./connector-memory.ts')).benchmark],
  ['explain', async () => (await import('./explain/explain.ts')).explain],
  ['preview', async () => (await import('./preview/preview.ts')).preview],
  ['portrait', async () => (await import('./portrait/portrait.ts')).portrait],
  ['http-ingest', async () => (await import('./http-ingest/http-ingest.ts')).httpIngest],
  ['subscriptions', async () => (await import('./subscriptions/subscriptions.ts')).subscriptions],
  ['step', async () => (await import('./step/step.ts')).step],
  ['table', async () => (await import('./table/table.ts')).table],
  ['rank', async () => (await import('./rank/rank.ts')).rank],
  ['encode', async () => (await import('./encode/encode.ts')).encode],
  ['freshness', async () => (await import('./freshness/freshness.ts')).freshness],
]);
