import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { followSchedules } from '../../cli/commands/serve-schedule.ts';
import type { CommandContext } from '../../cli/context.ts';
import { loadConfiguration } from '../../config/index.ts';
import { defaultConnectors } from '../../connectors/index.ts';
import { nextRunAt } from '../../ingest/index.ts';
import { Application } from '../../server/index.ts';
import { temporaryFolder } from './run-portrait.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2025-06-01T12:00:00Z');

const run = (startedAt: number, endedAt: number | null, seenAt = endedAt ?? startedAt) => ({
  ...{ sourceId: 'shop', stream: 'views', startedAt, endedAt, seenAt },
  ...{ failedAction: null, records: 0, events: 0 },
});

describe('schedules', () => {
  it('count from when the last read began, whoever read; a killed one goes on', () => {
    const hourly = (...runs: ReturnType<typeof run>[]) => nextRunAt(runs, 3600);
    assert.ok(hourly() < NOW, 'what was never read is due');
    assert.equal(hourly(run(NOW, NOW + MINUTE)), NOW + HOUR);
    assert.equal(hourly(run(NOW - HOUR, NOW - HOUR + 1), run(NOW, NOW + 1)), NOW + HOUR);
    assert.equal(hourly(run(NOW, null, NOW + MINUTE)), NOW + 2 * MINUTE, 'seen dead for a minute');
  });

  it('are kept over a restart: nothing is skipped, nothing repeated', async (test) => {
    const folder = temporaryFolder(test);
    writeFileSync(path.join(folder, 'views.jsonl'), '{"id":1,"at":"2025-03-01","who":"a"}\n');
    const ids = ['never', 'overdue', 'killed', 'recent'];
    const source = (id: string) => `
  - id: ${id}
    connector: files
    schedule: { everySeconds: 3600 }
    config: { streams: [{ name: views, path: views.jsonl, key: id }] }
    streams:
      - name: views
        map: { event: { modality: browsing, type: view, at: at, user: { customer: who }, item: id } }`;
    const file = path.join(folder, 'portrait.yaml');
    writeFileSync(file, `sources:${ids.map(source).join('')}\n`);
    const configuration = await loadConfiguration(file, { connectors: defaultConnectors() });
    const application = await Application.open({
      ...{ configuration, folder: null, clock: Date.now, log: () => undefined },
    });
    const { sourceRuns } = application.services.store;
    const begun = { overdue: 2 * HOUR, killed: 10 * MINUTE, recent: 10 * MINUTE };
    for (const [id, ago] of Object.entries(begun)) {
      await sourceRuns.begin(id, 'views', Date.now() - ago);
      if (id !== 'killed') await sourceRuns.end(id, 'views', Date.now() - ago + 1, null);
    }
    const ending = new AbortController();
    const synced: string[] = [];
    const output = {
      log: (_: string, { source }: { source: string }) => {
        if (synced.push(source) === ids.length - 1) setTimeout(() => ending.abort(), 300);
      },
    };
    const context = { output, signal: ending.signal } as unknown as CommandContext;
    await followSchedules(context, configuration, application);
    assert.deepEqual(synced.sort(), ['killed', 'never', 'overdue']);
    await application.close();
  });
});
