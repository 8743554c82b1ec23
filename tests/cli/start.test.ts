import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import type { Truth } from '../../demo/index.ts';
import { readOrigin } from '../../server/index.ts';
import { openStore } from '../../store/index.ts';
import { asOfAnotherVersion } from '../support/refused-model.ts';
import { documentOf, portrait, start } from './run-portrait.ts';

interface Serving {
  readonly child: ChildProcess;
  readonly address: string;
  readonly token: string;
  readonly lines: readonly string[];
}

let folder: string;
let serving: Serving;

before(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'portrait-cli-'));
  serving = await served(['start', '--users', '90', '--port', '0']);
});
after(async () => {
  if (serving !== undefined) await stop(serving);
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a command that serves, and waits until it says where. */
function served(args: readonly string[]): Promise<Serving> {
  const child = start(folder, args);
  const lines: string[] = [];
  return new Promise((done, fail) => {
    const read = (line: string): void => {
      lines.push(line);
      const text = lines.join('\n');
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      const token = /token: (\S+)/i.exec(text)?.[1];
      if (address !== undefined && token !== undefined) done({ child, address, token, lines });
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
    child.on('close', (code) => fail(new Error(`ended with ${code}:\n${lines.join('\n')}`)));
  });
}

function stop({ child }: Serving): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => {
    child.on('close', done);
    child.kill('SIGTERM');
  });
}

async function ask<Data>({ address, token }: Serving, query: string): Promise<Data> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { data: Data; errors?: unknown };
  assert.equal(answer.errors, undefined, JSON.stringify(answer));
  return answer.data;
}

test('start goes from nothing to a served API', async () => {
  const data = await ask<{ __typename: string }>(serving, '{ __typename }');
  assert.equal(data.__typename, 'Query');
  const told = serving.lines.join('\n');
  for (const step of ['Making the demo shop', 'Taking in clicks', 'Training', 'Forming segments']) {
    assert.ok(told.includes(step), `${step} in\n${told}`);
  }
});

test('a second process is told that the store is in use', async () => {
  const run = await portrait(folder, ['segments', '--json']);
  assert.equal(run.exitCode, 5, run.err);
  assert.equal(documentOf<{ error: { code: string } }>(run).error.code, 'StoreLockedError');
});

test('what was taken in, formed and explained can be asked on the command line', async (t) => {
  assert.equal(await stop(serving), 0);
  const status = await portrait(folder, ['source', 'status', '--json']);
  const { streams } = documentOf<{ streams: { stream: string; events: number }[] }>(status);
  assert.ok(streams.find(({ stream }) => stream === 'clicks')!.events > 500);

  const listed = await portrait(folder, ['segments', '--json']);
  const { segments } = documentOf<{ segments: { id: string; kind: string; members: number }[] }>(
    listed,
  );
  assert.ok(segments.some(({ kind }) => kind === 'LEARNED'));
  const rule = segments.find(({ kind, members }) => kind === 'RULE' && members > 0)!;
  assert.ok(rule);

  const page = await portrait(folder, ['segments', 'members', rule.id, '--first', '1', '--json']);
  const { members } = documentOf<{ members: { userId: string }[] }>(page);
  const why = await portrait(folder, ['explain', members[0]!.userId, rule.id, '--json']);
  assert.equal(why.exitCode, 0, why.err);
  const explanation = documentOf<{ verdict: string; sentence: string; evidence: unknown[] }>(why);
  assert.equal(explanation.verdict, 'TRUE');
  assert.ok(explanation.sentence.length > 10);
  assert.ok(explanation.evidence.length > 0);

  const truth: Truth = JSON.parse(
    readFileSync(path.join(folder, '.portrait/demo/truth.json'), 'utf8'),
  );
  const [customer] = truth.users[0]!.customerIds;
  const external = await portrait(folder, ['explain', `customer:${customer}`, rule.id]);
  assert.equal(external.exitCode, 0, external.err);
  assert.match(external.out, /as of/);
  const { id: group } = segments.find(({ kind }) => kind === 'LEARNED')!;
  const some = await portrait(folder, [
    'explain',
    `customer:${customer}`,
    group,
    '--evidence',
    '2',
  ]);
  const [, more, all] =
    /^(\d+) more, weaker or against it: --evidence (\d+)$/m.exec(some.out) ?? [];
  assert.equal(Number(more), Number(all) - 2, some.out);
  const everything = await portrait(folder, [
    ...['explain', `customer:${customer}`, group, '--evidence', all!, '--json'],
  ]);
  const { evidence } = documentOf<{ evidence: unknown[] }>(everything);
  assert.equal(evidence.length, Number(all));
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  for (const asked of [
    ['explain', `customer:${customer}`, group, '--as-of', tomorrow],
    ['segments', 'growth', rule.id, '--from', tomorrow],
    ['segments', 'growth', rule.id, '--from', '2026-01-01', '--until', tomorrow],
  ]) {
    const refused = await portrait(folder, asked);
    assert.equal(refused.exitCode, 2);
    assert.match(refused.err, /lies in the future/);
  }
  const early = await portrait(folder, [
    ...['explain', `customer:${customer}`, rule.id, '--as-of', '2020-01-01'],
  ]);
  assert.equal(early.exitCode, 3);
  assert.match(early.err, /had no profile at that instant/);
  const exported = await portrait(folder, ['model', 'export', '1', 'lent.model']);
  assert.equal(exported.exitCode, 0, exported.err);
  assert.match(exported.out, /train --from lent\.model/);
  assert.ok((await readOrigin(path.join(folder, 'lent.model'))).network.schema.itemCount > 0);
  const absent = await portrait(folder, ['train', '--from', 'absent.model']);
  assert.equal(absent.exitCode, 2);
  assert.match(absent.err, /absent\.model cannot be read/);
  const nobody = await portrait(folder, ['explain', 'customer:c-nobody', rule.id]);
  assert.equal(nobody.exitCode, 3);
  assert.doesNotMatch(nobody.err, /c-nobody/);
  t.diagnostic(explanation.sentence);
});

test('the second start reuses everything', async () => {
  serving = await served(['start', '--users', '90', '--port', '0']);
  const told = serving.lines.join('\n');
  assert.doesNotMatch(told, /Making the demo shop|Training|Forming/);
  assert.equal(await stop(serving), 0);
});

test('a model that another version of the program made is trained anew', async () => {
  await stop(serving);
  const store = await openStore({ folder: path.join(folder, '.portrait/demo/store') });
  const { id } = (await store.models.active())!;
  await asOfAnotherVersion(store, id);
  await store.close();
  const ill = await portrait(folder, ['doctor', '--json']);
  assert.equal(ill.exitCode, 4, ill.err);
  const { findings } = documentOf<{ findings: Record<string, string>[] }>(ill);
  const found = findings.find(({ check }) => check === 'model')!;
  assert.equal(found.status, 'problem');
  assert.match(`${found.message} ${found.mend}`, /social\.hunch.*portrait train.*portrait start/);
  // Such a program trains another model; here another seed does.
  const seed = 'training: { fit: { seed: 2, epochs: 2 } }\n';
  appendFileSync(path.join(folder, '.portrait/demo/portrait.yaml'), seed);

  serving = await served(['start', '--users', '90', '--port', '0']);
  const told = serving.lines.join('\n');
  assert.match(told, /other .* than this program reads .*social\.hunch.* It is trained anew now\./);
  const { activeModel } = await ask<{ activeModel: { id: string } }>(
    serving,
    '{ activeModel { id } }',
  );
  assert.notEqual(activeModel.id, id);
  assert.equal(await stop(serving), 0);
});
