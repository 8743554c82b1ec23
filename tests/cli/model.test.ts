import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { documentOf, portrait, temporaryFolder } from './run-portrait.ts';

const DAY = 86_400_000;
const USERS = 30;
const ITEMS = 15;
const CONFIGURATION = `sources:
  - id: shop
    connector: files
    config:
      streams:
        - { name: items, path: items.jsonl, key: sku }
        - { name: views, path: views.jsonl, key: id }
    streams:
      - name: items
        map: { item: { id: sku, title: sku, categories: [kind] } }
      - name: views
        map: { event: { modality: browsing, type: view, at: at, user: { customer: who }, item: sku } }
training:
  prepare: { factors: 4, candidates: 10, randomCandidates: 5 }
  fit: { epochs: 1, batchSize: 20 }
`;

/** Taken once: what is written a second time is the same events, and not later ones under their ids. */
const START = Date.now() - 60 * DAY;

/** Everybody looks at items of one kind, day after day. */
function views(days: number): object[] {
  return Array.from({ length: days * USERS }, (_, index) => {
    const [day, user] = [Math.floor(index / USERS), index % USERS];
    const sku = `sku${(((day * 7 + user) % (ITEMS / 3)) * 3 + (user % 3)) % ITEMS}`;
    return {
      id: index,
      at: new Date(START + day * DAY + user).toISOString(),
      who: `u${user}`,
      sku,
    };
  });
}

interface Shown {
  readonly models: readonly { readonly version: number; readonly state: string }[];
}

interface Switched {
  readonly model: Shown['models'][number] & { readonly progress: { readonly users: number } };
  readonly before: { readonly version: number };
}

test('a model is promoted and rolled back from the command line', async (context) => {
  const folder = temporaryFolder(context);
  const write = (name: string, rows: readonly object[]) =>
    writeFileSync(path.join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const run = async <Shape>(...args: string[]): Promise<Shape> => {
    const done = await portrait(folder, [...args, '--json']);
    assert.equal(done.exitCode, 0, done.err);
    return documentOf<Shape>(done);
  };
  const states = async () =>
    (await run<Shown>('model')).models.map(({ version, state }) => [version, state]);
  writeFileSync(path.join(folder, 'portrait.yaml'), CONFIGURATION);
  const items = Array.from({ length: ITEMS }, (_, item) => {
    return { sku: `sku${item}`, kind: `kind${item % 3}` };
  });
  write('items.jsonl', items);
  write('views.jsonl', views(12));
  await run('source', 'sync');
  await run('train');
  write('views.jsonl', views(14));
  await run('source', 'sync');
  await run('train', '--candidate');
  assert.deepEqual(await states(), [
    [2, 'CANDIDATE'],
    [1, 'SERVING'],
  ]);
  const promoted = await portrait(folder, ['model', 'promote', '2']);
  assert.equal(promoted.exitCode, 0, promoted.err);
  assert.match(promoted.out, /^Model 2 serves in place of model 1\. .*rollback.* undoes it/);
  assert.deepEqual(await states(), [
    [2, 'SERVING'],
    [1, 'RETIRED'],
  ]);
  const { model, before } = await run<Switched>('model', 'rollback');
  assert.deepEqual([model.version, model.state, before.version], [1, 'SERVING', 2]);
  assert.equal(model.progress.users, USERS);
  assert.deepEqual(await states(), [
    [2, 'RETIRED'],
    [1, 'SERVING'],
  ]);
});
