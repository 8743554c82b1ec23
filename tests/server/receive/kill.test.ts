import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '../../../bench/http-ingest/client.ts';
import { difference } from '../../../bench/http-ingest/difference.ts';
import { batches } from '../../../bench/http-ingest/messages.ts';
import { ServedProcess } from '../../../bench/http-ingest/served.ts';

test('a server that is killed twice loses nothing that it acknowledged, and doubles nothing', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'portrait-kill-http-'));
  try {
    let server = await ServedProcess.start(folder, 0, 5000);
    const { address } = server;
    const port = Number(new URL(address).port);
    const made = [1, 2].map((client) => [...batches(client, 40, 50)]);
    const sent = made.map((all) =>
      send(
        address,
        all.map(({ body }) => body),
        4,
      ),
    );
    for (const afterMs of [150, 60]) {
      await sleep(afterMs);
      await server.kill();
      server = await ServedProcess.start(folder, port, 5000);
    }
    const reports = await Promise.all(sent);
    await server.kill();
    assert.ok(
      reports.some(({ resent }) => resent > 0),
      'no batch met a server that was gone',
    );
    assert.deepEqual(
      reports.map((report) => report.batches),
      [40, 40],
    );
    const acknowledged = made.flat().flatMap(({ expected }) => expected);
    assert.deepEqual(await difference(folder, acknowledged), { lost: 0, doubled: 0 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
