import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { outcomeText, pieceAfterTraining } from '../../cli/commands/train.ts';
import { documentOf, portrait, temporaryFolder } from './run-portrait.ts';

const ROWS = 100;
const BAD = 20;

test('train --strict refuses while what came in is not as usual, and says what and how to go on', async (test) => {
  const folder = temporaryFolder(test);
  const rows = Array.from({ length: ROWS }, (_, index) => ({
    id: index,
    at: new Date(Date.now() - index * 60_000).toISOString(),
    who: index < BAD ? null : `u${index}`,
  }));
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(path.join(folder, 'views.jsonl'), text);
  writeFileSync(
    path.join(folder, 'portrait.yaml'),
    `sources:
  - id: shop
    connector: files
    config: { streams: [{ name: views, path: views.jsonl, key: id }] }
    streams:
      - name: views
        map: { event: { modality: browsing, type: view, at: at, user: { customer: who }, item: id } }
`,
  );
  const synced = await portrait(folder, ['source', 'sync']);
  assert.equal(synced.exitCode, 0, synced.err);
  assert.match(
    synced.out,
    /shop: 20 records were turned away \(user_missing\).*source letters shop/,
  );
  const strict = await portrait(folder, ['train', '--strict', '--json']);
  assert.equal(strict.exitCode, 4, strict.err);
  const { error } = documentOf<{ error: { code: string; message: string } }>(strict);
  assert.equal(error.code, 'QualityError');
  assert.match(error.message, /Nothing was trained.*shop \/ views: 20 % of 100 records/);
  assert.match(error.message, /source quality <id> --accept/);
});

test('of a training that ends in the model of before it is said that there is no new one', () => {
  const report = { version: 1, users: 2_000, seconds: 3 };
  assert.equal(
    outcomeText({ ...report, isNew: true, state: 'CANDIDATE' }),
    'Model 1 is a candidate; trained on 2,000 users in 3.0 s.',
  );
  const again = outcomeText({ ...report, isNew: false, state: 'SERVING' });
  assert.match(again, /model 1 again, which serves: the data and settings .* there is no new one/);
});

test('a bar is called by what is worked on: of a second start it had stayed with the first epoch', () => {
  assert.equal(pieceAfterTraining('epoch 1 of 12'), 'Training from that model');
  assert.equal(pieceAfterTraining('profiles'), 'Profiles');
});
