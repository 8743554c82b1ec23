// An Airbyte source for tests: it behaves well, or badly as its settings say.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [command] = process.argv.slice(2);
const given = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : JSON.parse(readFileSync(process.argv[at + 1], 'utf8'));
};
const settings = given('--config') ?? {};
const { behaviour = 'good', rows = 30, stateEvery = 10, states = 'STREAM' } = settings;
const print = (text) => new Promise((done) => process.stdout.write(text, done));
const send = (message) => print(`${JSON.stringify(message)}\n`);
const trace = (type, fields) => send({ type: 'TRACE', trace: { type, emitted_at: 1, ...fields } });
const timeOf = (row) => new Date(Date.UTC(2025, 0, 1) + row * 60_000).toISOString();
const fail = async (failureType, words) => {
  await trace('ERROR', {
    error: {
      message: words,
      failure_type: failureType,
      internal_message: `row of ann@shop.example`,
      stack_trace: `at ${settings.pin}`,
    },
  });
  process.exit(1);
};

if (command === 'spec') {
  const text = (more) => ({ type: 'string', ...more });
  const login = {
    oneOf: [
      { properties: { pin: { type: 'integer', airbyte_secret: true } } },
      { properties: { tokens: { type: 'array', items: text({ airbyte_secret: true }) } } },
    ],
  };
  const properties = { host: text({}), api_key: text({ airbyte_secret: true }), login };
  await send({ type: 'SPEC', spec: { connectionSpecification: { type: 'object', properties } } });
  process.exit(0);
}
if (behaviour === 'leaks') {
  const words = `no entry with ${settings.api_key}, ${settings.login.pin}, ${settings.password}`;
  process.stderr.write(`ERROR ${words}\n`);
  if (command === 'check') {
    await send({
      type: 'CONNECTION_STATUS',
      connectionStatus: { status: 'FAILED', message: words },
    });
    process.exit(0);
  }
  await send({ type: 'LOG', log: { level: 'FATAL', message: words } });
  await fail('config_error', words);
}
if (command === 'check') {
  await send({ type: 'LOG', log: { level: 'INFO', message: 'about to check' } });
  await send({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } });
  process.exit(0);
}
const properties = {
  id: { type: 'integer' },
  customer: { type: ['null', 'string'] },
  total: { type: 'number' },
  updated_at: { type: 'string', format: 'date-time' },
};
const stream = (name, more) => ({
  name,
  json_schema: { type: 'object', properties },
  supported_sync_modes: ['full_refresh', 'incremental'],
  source_defined_cursor: true,
  default_cursor_field: ['updated_at'],
  source_defined_primary_key: [['id']],
  is_resumable: true,
  ...more,
});
if (command === 'discover') {
  const streams = [
    stream('orders', { namespace: 'shop' }),
    stream('lists', {
      supported_sync_modes: ['full_refresh'],
      source_defined_cursor: false,
      default_cursor_field: [],
    }),
  ];
  await send({ type: 'CATALOG', catalog: { streams } });
  process.exit(0);
}

const [configured, ...others] = given('--catalog').streams;
const { stream: chosen, generation_id: generation } = configured;
if (others.length > 0) process.exit(2);
const descriptor = { name: chosen.name, ...(chosen.namespace && { namespace: chosen.namespace }) };

const remembered = () => {
  const state = given('--state');
  if (state === null) return 0;
  if (states === 'LEGACY') return state.row;
  const [{ type, stream: own, global }] = state;
  if (type === 'STREAM') return own.stream_state.row;
  return global.shared_state.row + global.stream_states[0].stream_state.more;
};
const tell = (row, count) => {
  const forms = {
    STREAM: { type: 'STREAM', stream: { stream_descriptor: descriptor, stream_state: { row } } },
    GLOBAL: {
      type: 'GLOBAL',
      global: {
        shared_state: { row: row - 1 },
        stream_states: [{ stream_descriptor: descriptor, stream_state: { more: 1 } }],
      },
    },
    LEGACY: { data: { row } },
  };
  return send({ type: 'STATE', state: { ...forms[states], sourceStats: { recordCount: count } } });
};
const status = (word, more = {}) =>
  trace('STREAM_STATUS', {
    stream_status: { stream_descriptor: descriptor, status: word, ...more },
  });

await status('STARTED');
await trace('ESTIMATE', { estimate: { ...descriptor, type: 'STREAM', row_estimate: rows } });
await status('RUNNING', { reasons: [{ type: 'RATE_LIMITED' }] });
const gone = new Set(settings.gone ?? []);
const start = remembered();
let sent = 0;
let sinceState = 0;
for (let row = Math.max(1, start); row <= rows; row += 1) {
  if (gone.has(row)) continue;
  const data = {
    id: row,
    customer: `c${row % 7}`,
    total: row / 2,
    updated_at: timeOf(row),
    generation,
  };
  if (behaviour === 'cdc') data._ab_cdc_deleted_at = row === rows ? timeOf(row) : null;
  await send({
    type: 'RECORD',
    record: { ...descriptor, stream: chosen.name, data, emitted_at: 1_750_000_000_000.5 + row },
  });
  if (settings.pauseMs) await pause(settings.pauseMs);
  sent += 1;
  sinceState += 1;
  if (sent % stateEvery === 0) {
    await tell(row, behaviour === 'miscounts' ? 99 : sinceState);
    sinceState = 0;
  }
  if (sent === 15) {
    if (behaviour === 'killed') process.kill(process.pid, 'SIGKILL');
    if (behaviour === 'garbage') await print('(node) warning\n{"type":"RECORD"\n');
    if (behaviour === 'rotates') {
      await send({ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG' } });
    }
    if (behaviour.endsWith('_error')) await fail(behaviour, `The API said no to ann@shop.example`);
  }
}
if (behaviour === 'incomplete') {
  await status('INCOMPLETE');
  process.exit(0);
}
await tell(rows, sinceState);
await status('COMPLETE');
