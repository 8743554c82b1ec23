import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { documentOf, portrait, temporaryFolder } from './run-portrait.ts';

const CONFIGURATION = `sources:
  - id: shop
    connector: files
    config: { streams: [{ name: views, path: views.jsonl, key: id }] }
    streams:
      - name: views
        map: { event: { modality: browsing, type: view, at: at, user: { customer: who }, item: id } }
segments:
  - { id: viewers, name: Viewers, rule: { count: { modality: browsing, type: view, atLeast: 1 } } }
`;
const VIEWS = ['ann', 'bob'].map((who, id) =>
  JSON.stringify({ id: `i${id}`, who, at: '2026-01-01T00:00:00Z' }),
);

test('a user is erased from the command line, once; what is asked then has one answer', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'portrait.yaml'), CONFIGURATION);
  writeFileSync(path.join(folder, 'views.jsonl'), VIEWS.join('\n'));
  const sync = await portrait(folder, ['source', 'sync', '--json']);
  assert.equal(sync.exitCode, 0, sync.err + sync.out);
  const erased = await portrait(folder, ['erase', 'customer:ann', '--json']);
  assert.equal(erased.exitCode, 0, erased.err + erased.out);
  const receipt = documentOf<{ id: string; places: { place: string; count: number }[] }>(erased);
  assert.equal(receipt.places.find(({ place }) => place === 'events')!.count, 1);
  const again = await portrait(folder, ['erase', 'customer:ann']);
  assert.match(again.out, new RegExp(`Was erased already at .* Receipt ${receipt.id}`));
  const explained = await portrait(folder, ['explain', 'customer:ann', 'viewers', '--json']);
  assert.equal(explained.exitCode, 3);
  assert.match(explained.out, /was erased at .* Nothing is kept but the receipt/);
});
