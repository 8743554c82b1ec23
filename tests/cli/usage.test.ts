import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { documentOf, portrait, temporaryFolder } from './run-portrait.ts';

interface ErrorDocument {
  readonly error: { readonly code: string; readonly message: string; readonly exitCode: number };
}

test('what cannot be is refused with exit code 2 and one document', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'empty.yaml'), '');
  const wrong: [args: string[], message: RegExp][] = [
    [['nonsense'], /unknown command 'nonsense'/],
    [['demo', '--users', 'many'], /whole number/],
    [['train', '--nonsense'], /unknown option/],
    [['explain', 'u_1'], /missing required argument 'segment'/],
    [
      ['explain', 'u_1', 'lapse', '--read-out', '--and-not', 'other'],
      /--and-not compares segments/,
    ],
    [['explain', 'u_1', 'other', '--evidence', 'all'], /whole number/],
    [
      ['explain', 'u_1', 'one', '--and-not', 'other', '--evidence', '3'],
      /A comparison shows no events/,
    ],
    [['source', 'check'], /no portrait\.yaml.*portrait init/],
    [['segments', 'preview'], /either a file or an option/],
    [['segments', 'preview', '--rule', 'friends >= 1', '--size', '5'], /--rule alone/],
    [['segments', 'preview', '--buys', '--precision', '1.5'], /between 0 and 1/],
    [['segments', 'create', '--rule', 'segment a'], /id/],
    [['train', '--config', 'absent.yaml'], /absent\.yaml/],
    [['worker', '--config', 'empty.yaml'], /Workers share a PostgreSQL server: give `store.url`/],
  ];
  for (const [args, message] of wrong) {
    const run = await portrait(folder, [...args, '--json']);
    const { error } = documentOf<ErrorDocument>(run);
    assert.equal(run.exitCode, 2, `${args.join(' ')}: ${run.err}`);
    assert.equal(error.exitCode, 2);
    assert.match(error.message, message);
    assert.doesNotMatch(run.err, /\n {4}at /, 'no stack without --verbose');
  }
});

test('what is not there is told with exit code 3, and what there is', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    path.join(folder, 'portrait.yaml'),
    `segments: [{ id: loyal, name: Loyal, rule: { friends: { atLeast: 1 } } }]
audiences:
  - id: crm
    segments: [loyal, loyel]
    webhook: { url: 'http://127.0.0.1:1/', secret: whsec_bm90LWEtcmVhbC1zZWNyZXQ= }
`,
  );
  const absent: [args: string[], code: string, exitCode: number, message: RegExp][] = [
    [['model', 'promote', '2'], 'AbsentModelError', 3, /no model yet. Train one/],
    [['model', 'rollback'], 'AbsentModelError', 3, /no earlier model/],
    [['audience', 'replay', 'crn', '--after', '0'], 'UnknownAudienceError', 3, /Declared .* crm/],
    [
      ['audience', 'replay', 'crm', '--after', '9'],
      'SequenceAheadError',
      2,
      /never given out here/,
    ],
  ];
  for (const [args, code, exitCode, message] of absent) {
    const run = await portrait(folder, [...args, '--json']);
    const { error } = documentOf<ErrorDocument>(run);
    assert.deepEqual([error.code, run.exitCode], [code, exitCode], run.err);
    assert.match(error.message, message);
  }
  const status = await portrait(folder, ['audience', 'status']);
  assert.equal(status.exitCode, 0, status.err);
  assert.match(status.out, /not begun/);
  assert.match(status.out, /crm: there is no segment "loyel" yet.*Did you mean "loyal"\?/);
  assert.doesNotMatch(status.out, /no segment "loyal"/);
});

test('a mistake in portrait.yaml is told with its line and its mend', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'portrait.yaml'), 'sources:\n  - id: a\n    connecter: files\n');
  const run = await portrait(folder, ['source', 'check']);
  assert.equal(run.exitCode, 2);
  assert.equal(run.out, '');
  assert.match(run.err, /portrait\.yaml:3:5 .*connect[eo]r/);
});

test('doctor finds what is wrong and says how to mend it', async (t) => {
  const folder = temporaryFolder(t);
  const healthy = await portrait(folder, ['doctor', '--json']);
  assert.equal(healthy.exitCode, 0, healthy.err);
  assert.equal(documentOf(healthy).healthy, true);

  const taken = net.createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await new Promise((done) => taken.once('listening', done));
  const { port } = taken.address() as net.AddressInfo;
  writeFileSync(
    path.join(folder, 'portrait.yaml'),
    `server: { port: ${port} }
store: { url: 'postgres://nobody:secret-word@127.0.0.1:1/none' }
sources:
  - id: gone
    connector: files
    config: { streams: [{ name: gone, path: 'gone/*.csv' }] }
    streams: [{ name: gone, map: { item: { id: id } } }]
`,
  );
  const ill = await portrait(folder, ['doctor', '--json'], { PORTRAIT_BACKEND: 'abacus' });
  assert.equal(ill.exitCode, 4, ill.err);
  const { findings } = documentOf<{
    findings: { check: string; status: string; message: string; mend: string | null }[];
  }>(ill);
  const status = new Map(findings.map((finding) => [finding.check, finding.status]));
  assert.equal(status.get('port'), 'warning');
  assert.equal(status.get('store'), 'problem');
  assert.equal(status.get('source gone'), 'problem');
  assert.equal(status.get('tensor backend'), 'problem');
  for (const { status, mend } of findings) assert.equal(mend === null, status === 'ok');
  assert.doesNotMatch(ill.out + ill.err, /secret-word/);
});
