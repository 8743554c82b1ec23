import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceOverviews } from '../../../ingest/index.ts';
import type { Json } from '../../../store/index.ts';

const NOW = Date.parse('2025-06-01T12:00:00Z');

function overview(states: Readonly<Record<string, Json>>) {
  const declared = {
    ...{ id: 'shop', connector: 'kafka', everySeconds: null },
    streams: Object.keys(states),
  };
  const status = Object.entries(states).map(([stream, state]) => ({
    ...{ sourceId: 'shop', stream, state, watermark: null, records: 0, events: 0 },
    ...{ duplicates: 0, rejected: 0, lastSuccessAt: NOW, lastErrorAt: null, lastError: null },
  }));
  const known = { status, runs: [], controls: [], throughput: [] };
  return sourceOverviews([declared], known, NOW)[0]!;
}

test('what waits at the source is the sum over the members of shared states that say it', () => {
  const partition = (waiting: number) => ({ offset: 3, topicId: 't', waiting });
  const { waiting, streams } = overview({
    clicks: { 0: partition(5), 1: partition(7), 2: { offset: 9, topicId: 't' } },
    orders: { 0: partition(0) },
    places: { phase: 'done', after: null },
  });
  assert.equal(waiting, 12);
  assert.deepEqual(
    streams.map((stream) => stream.waiting),
    [12, 0, null],
  );
  assert.equal(overview({ places: null }).waiting, null);
});
