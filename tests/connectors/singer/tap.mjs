// A Singer tap for tests: it reads rows that its settings describe, well or badly as they say.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const given = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : JSON.parse(readFileSync(process.argv[at + 1], 'utf8'));
};
const settings = given('--config');
const { behaviour = 'good', rows = 30, stateEvery = 10, password } = settings;

/** Waits until there is room, so that nothing is lost when the process ends. */
const print = (text) => new Promise((done) => process.stdout.write(text, done));
const send = (message) => print(`${JSON.stringify(message)}\n`);
const timeOf = (row) => new Date(Date.UTC(2025, 0, 1) + row * 60_000).toISOString();

const STREAMS = ['orders', 'visits'];
const schema = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    customer: { type: ['null', 'string'] },
    total: { type: ['null', 'number'] },
    updated_at: { type: 'string', format: 'date-time' },
    ...(behaviour === 'log'
      ? { _sdc_lsn: { type: 'integer' }, _sdc_deleted_at: { type: 'string' } }
      : {}),
  },
};

if (behaviour === 'refuses') {
  const forms = [password, JSON.stringify(password), encodeURIComponent(password)];
  process.stderr.write(`ERROR: authentication failed with ${forms.join(' or ')}\n`);
  process.exit(1);
}
if (process.argv.includes('--discover')) {
  const keys = behaviour === 'keyless' ? [] : ['id'];
  const streams = STREAMS.map((stream) => ({
    tap_stream_id: `shop-${stream}`,
    stream,
    key_properties: keys,
    schema,
    metadata: [
      {
        breadcrumb: [],
        metadata: { 'table-key-properties': keys, 'valid-replication-keys': ['updated_at'] },
      },
      { breadcrumb: ['properties', 'id'], metadata: { inclusion: 'automatic' } },
    ],
  }));
  if (behaviour === 'garbage') await print('Welcome to the tap!\n');
  await print(JSON.stringify({ streams }, null, 2));
  process.exit(0);
}

const selected = given('--catalog').streams.filter(({ metadata }) =>
  metadata.some(({ breadcrumb, metadata: facts }) => breadcrumb.length === 0 && facts.selected),
);
const [entry] = selected;
const facts = entry.metadata.find(({ breadcrumb }) => breadcrumb.length === 0).metadata;
const isIncremental = facts['replication-method'] === 'INCREMENTAL';
const state = given('--state') ?? { bookmarks: {} };
const bookmark = isIncremental ? state.bookmarks[entry.tap_stream_id]?.until : undefined;
const dropped = entry.metadata
  .filter(({ metadata: field }) => field.selected === false)
  .map(({ breadcrumb }) => breadcrumb[1]);

const record = (row, more = {}) => {
  const whole = {
    id: row,
    customer: `c${row % 7}`,
    total: row / 2,
    updated_at: timeOf(row),
    ...more,
  };
  const kept = Object.entries(whole).filter(([name]) => !dropped.includes(name));
  return {
    type: 'RECORD',
    stream: entry.stream,
    record: Object.fromEntries(kept),
    ...(settings.extracts === false ? {} : { time_extracted: new Date().toISOString() }),
  };
};
const tell = (row) => {
  const own = isIncremental ? { until: timeOf(row) } : {};
  return send({ type: 'STATE', value: { bookmarks: { [entry.tap_stream_id]: own } } });
};

if (behaviour === 'only-garbage') {
  for (let line = 0; line < rows; line += 1) await print(`progress ${line} of many\n`);
  process.exit(0);
}
process.stderr.write(`selected ${selected.map(({ stream }) => stream).join(' ')}\n`);
await send({ type: 'SCHEMA', stream: entry.stream, schema, key_properties: entry.key_properties });
if (behaviour === 'hangs') {
  await send(record(0));
  await pause(300_000);
}
if (behaviour === 'log') {
  await send(record(1, { _sdc_lsn: null }));
  await send(record(2, { _sdc_lsn: 90 }));
  await send(record(2, { total: 7, _sdc_lsn: 101 }));
  await send({ ...record(1, { _sdc_lsn: 102, _sdc_deleted_at: timeOf(9) }) });
  await tell(2);
  process.exit(0);
}
const gone = new Set(settings.gone ?? []);
let sent = 0;
for (let row = 1; row <= rows; row += 1) {
  // Inclusive, as taps do: the last row comes again.
  if (gone.has(row) || (bookmark !== undefined && timeOf(row) < bookmark)) continue;
  await send(record(row));
  sent += 1;
  if (settings.pauseMs) await pause(settings.pauseMs);
  if (behaviour === 'garbage' && row === 5) {
    await print('DeprecationWarning: this tap is old\n{"type":"RECORD","stream":\n[1,2]\n\n');
    await print(Buffer.from([0x7b, 0xff, 0x7d, 0x0a]));
    await send({ type: 'RECORD', stream: 'parents', record: { id: 99 } });
    await print(`  ${JSON.stringify({ type: 'RECORD', stream: entry.stream, record: null })}\n`);
  }
  if (behaviour === 'huge' && row === 5) {
    await print(`{"type":"RECORD","stream":"${entry.stream}","record":{"id":5,"text":"`);
    for (let part = 0; part < 50; part += 1) await print('x'.repeat(1_000_000));
    await print('"}}\n');
  }
  if (behaviour !== 'stateless' && sent % stateEvery === 0) await tell(row);
  if (behaviour === 'killed' && sent === 15) process.kill(process.pid, 'SIGKILL');
}
if (behaviour === 'cut') {
  await print(JSON.stringify(record(rows + 1)).slice(0, 30));
  process.exit(0);
}
if (behaviour !== 'stateless') await tell(rows);
