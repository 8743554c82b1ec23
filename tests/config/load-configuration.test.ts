import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { ConfigurationError, type LoadOptions, loadConfiguration } from '../../config/index.ts';
import { type Connector, ConnectorRegistry } from '../../connectors/index.ts';

function connector(name: string, config: z.ZodType): Connector {
  return {
    spec: { name, title: name, description: name, config },
    check: async () => ({ ok: true, message: '' }),
    discover: async () => [],
    async *read() {},
  };
}

const connectors = new ConnectorRegistry([
  connector(
    'files',
    z.strictObject({
      path: z.string().describe('Which files.'),
      format: z.enum(['csv', 'jsonl', 'parquet']).optional(),
      delimiter: z.string().optional(),
    }),
  ),
  connector(
    'postgres',
    z.strictObject({
      url: z.string().meta({ secret: true }),
      pageRows: z.number().int().positive().optional(),
      tls: z.boolean().optional(),
    }),
  ),
]);

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portrait-config-'));
});
after(() => rm(folder, { recursive: true }));

async function load(text: string, options: LoadOptions = {}) {
  const file = path.join(folder, 'portrait.yaml');
  await writeFile(file, text);
  return loadConfiguration(file, { connectors, environment: {}, ...options });
}

/** The words that a person sees, whole. */
async function words(text: string, options: LoadOptions = {}): Promise<string> {
  try {
    await load(text, options);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.message;
  }
  return 'nothing is wrong';
}

const GOOD = `store:
  folder: .portrait/store
sources:
  - id: clicks
    connector: files
    config:
      path: clicks/*.jsonl
    streams:
      - name: clicks
        map:
          event:
            modality: browsing
            type: view
            at: time
            timezone: Europe/Berlin
            user: { customer: customer_id }
            item: product_id
`;

test('a good file, with defaults filled in', async () => {
  const configuration = await load(GOOD);
  assert.equal(configuration.baseFolder, folder);
  assert.deepEqual(configuration.server, { host: '127.0.0.1', port: 4000 });
  assert.deepEqual(configuration.store, { folder: '.portrait/store' });
  assert.equal(configuration.sources[0]?.streams[0]?.name, 'clicks');
  assert.deepEqual((await load('')).sources, []);
});

test('a connector that is not there: line, column, path, the nearest', async () => {
  assert.equal(
    await words(GOOD.replace('connector: files', 'connector: fiels')),
    'portrait.yaml:5:16 sources[0].connector: "fiels" is not a connector; did you mean "files"?; or install portrait-connector-fiels',
  );
  assert.equal(
    await words(GOOD.replace('connector: files', 'connector: mainframe')),
    'portrait.yaml:5:16 sources[0].connector: "mainframe" is not a connector; there are: files, postgres; or install portrait-connector-mainframe',
  );
});

test('without connectors to go by, their names and settings are left to whoever has them', async () => {
  const text = GOOD.replace('connector: files', 'connector: fiels');
  assert.equal((await load(text, { connectors: undefined })).sources[0]?.connector, 'fiels');
});

test('every problem is listed, in the order of the file', async () => {
  const text = `sorces: []
server:
  port: 99999
  hots: localhost
sources:
  - id: My Shop
    connector: files
    config:
      pth: x
      format: cvs
    streams: []
  - connector: postgres
    config: { url: 5 }
    streams:
      - name: orders
        map: { evnt: {} }
`;
  assert.equal(
    await words(text),
    [
      'portrait.yaml:1:1 sorces: is not a setting here; did you mean "sources"?',
      'portrait.yaml:3:9 server.port: Too big: expected number to be <=65535',
      'portrait.yaml:4:3 server.hots: is not a setting here; did you mean "host"?',
      'portrait.yaml:6:9 sources[0].id: must be 1 to 64 of a-z, 0-9, dot, dash and underscore, starting with a letter or digit',
      'portrait.yaml:9:7 sources[0].config.path: is missing; it must be text',
      'portrait.yaml:9:7 sources[0].config.pth: is not a setting here; did you mean "path"?',
      'portrait.yaml:10:15 sources[0].config.format: "cvs" is not one of csv, jsonl, parquet; did you mean "csv"?',
      'portrait.yaml:11:14 sources[0].streams: must name at least one stream',
      'portrait.yaml:12:5 sources[1].id: is missing; it must be text',
      'portrait.yaml:13:20 sources[1].config.url: must be text, not a number',
      'portrait.yaml:16:16 sources[1].streams[0].map.evnt: is not a setting here; did you mean "event"?',
    ].join('\n'),
  );
});

test('mappings: keys, zones, forms', async () => {
  assert.equal(
    await words(GOOD.replace('timezone: Europe/Berlin', 'timezone: Europe/Bonn')),
    'portrait.yaml:15:23 sources[0].streams[0].map.event.timezone: is not an IANA time zone such as Europe/Berlin',
  );
  assert.equal(
    await words(GOOD.replace('item: product_id', 'itm: product_id')),
    'portrait.yaml:17:13 sources[0].streams[0].map.event.itm: is not a setting here; did you mean "item"?',
  );
  assert.equal(
    await words(GOOD.replace('item: product_id', 'item: { feild: product_id }')),
    'portrait.yaml:17:21 sources[0].streams[0].map.event.item.feild: is not a setting here; did you mean "field"?',
  );
  assert.equal(
    await words(GOOD.replace('item: product_id', 'item: { field: a, const: b }')),
    'portrait.yaml:17:19 sources[0].streams[0].map.event.item: give exactly one of `field`, `const` and `template`',
  );
  assert.equal(
    await words(GOOD.replace('at: time\n', 'at: 5\n')),
    'portrait.yaml:14:17 sources[0].streams[0].map.event.at: must be text or a map of settings',
  );
  assert.match(
    await words(GOOD.replace(/map:[\s\S]*/, 'map: ./mappings/clicks.ts\n')),
    /^portrait.yaml:10:14 sources\[0\].streams\[0\].map: name a function as .\/file.ts#exportName$/,
  );
});

test('ids and streams that are given twice', async () => {
  const second = GOOD.slice(GOOD.indexOf('  - id: clicks'));
  assert.equal(
    await words(GOOD + second),
    'portrait.yaml:18:9 sources[1].id: is the id of sources[0] already; ids must differ',
  );
  const stream = GOOD.slice(GOOD.indexOf('      - name: clicks'));
  assert.equal(
    await words(GOOD + stream),
    'portrait.yaml:18:15 sources[0].streams[1].name: is named twice in this source; put all its mappings under one `map:` list',
  );
});

const SERVER = `sources:
  - id: orders
    connector: postgres
    config:
      url: postgres://shop:\${SHOP_PASSWORD}@db/shop
      pageRows: \${PAGE_ROWS:-500}
      tls: "\${TLS:-true}"
    streams:
      - name: orders
        map: ./map.ts#orders
`;

test('the environment fills in secrets; numbers and truth values are read as such', async () => {
  const configuration = await load(SERVER, {
    environment: { SHOP_PASSWORD: '12345', TLS: 'false' },
  });
  assert.deepEqual(configuration.sources[0]?.config, {
    url: 'postgres://shop:12345@db/shop',
    pageRows: 500,
    tls: false,
  });
  const plain = await load('server: { token: "$${not-a-variable}" }');
  assert.equal(plain.server.token, `\${not-a-variable}`);
});

test('a variable that is not set is named; a default steps in for an empty one', async () => {
  assert.equal(
    await words(SERVER),
    `portrait.yaml:5:12 the environment variable SHOP_PASSWORD is not set; set it, or write \${SHOP_PASSWORD:-default}`,
  );
  const environment = { SHOP_PASSWORD: '', PAGE_ROWS: '' };
  const { config } = (await load(SERVER, { environment })).sources[0] as {
    config: { pageRows: number };
  };
  assert.equal(config.pageRows, 500);
  assert.equal(
    await words(`server: { host: "\${my host}" }`),
    `portrait.yaml:1:17 write a variable as \${NAME} or \${NAME:-default}, and \${ itself as $\${`,
  );
});

test('no error shows what came from the environment', async () => {
  const environment = {
    SHOP_PASSWORD: 'hunter2',
    PAGE_ROWS: 'hunter2',
    TLS: 'hunter2',
    C: 'hunter2',
  };
  const shown = await words(SERVER.replace('connector: postgres', `connector: "\${C}"`), {
    environment,
  });
  assert.equal(
    shown,
    'portrait.yaml:3:16 sources[0].connector: its value is not a connector; there are: files, postgres; or install portrait-connector-…',
  );
  const settings = await words(SERVER, { environment });
  assert.equal(
    settings,
    [
      'portrait.yaml:6:17 sources[0].config.pageRows: must be a number, not text',
      'portrait.yaml:7:12 sources[0].config.tls: must be true or false, not text',
    ].join('\n'),
  );
  for (const broken of [
    'a: "hunter2',
    'a: *hunter2',
    'token: hunter2\n- hunter2: x',
    '{ "hunter2" "hunter2" }',
  ]) {
    assert.doesNotMatch(await words(broken), /hunter2/, broken);
    assert.match(await words(broken), /^portrait\.yaml:\d+:\d+ YAML: /);
  }
});

test('broken YAML, repeated keys, exploding aliases, a list, no file', async () => {
  assert.equal(
    await words('server:\n  port: 1\n  port: 2\n'),
    'portrait.yaml:3:3 YAML: Map keys must be unique',
  );
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    .concat(
      ['b', 'c', 'd', 'e'].map((name, index) => {
        const alias = `*${String.fromCharCode(97 + index)}`;
        return `${name}: &${name} [${Array(9).fill(alias).join(',')}]`;
      }),
    )
    .join('\n');
  assert.equal(
    await words(bomb),
    'portrait.yaml:1:1 YAML: its aliases unfold to too much; write the values out',
  );
  assert.equal(await words('- a'), 'portrait.yaml:1:1 must be a map of settings, not a list');
  await assert.rejects(
    loadConfiguration(path.join(folder, 'absent.yaml'), { connectors }),
    new ConfigurationError('absent.yaml', [
      {
        line: 1,
        column: 1,
        path: '',
        message: `there is no such file in ${folder}; \`portrait init\` writes one`,
      },
    ]),
  );
});

test('a store in two places, and checks by those who know better', async () => {
  assert.equal(
    await words('store: { url: "postgres://db", folder: here }'),
    'portrait.yaml:1:8 store: give `url` (a server) or `folder` (embedded), not both',
  );
  const check = () => [
    { path: ['sources', 0, 'streams', 0, 'map', 'event', 'type'], message: 'is unknown' },
  ];
  assert.equal(
    await words(GOOD, { check }),
    'portrait.yaml:13:19 sources[0].streams[0].map.event.type: is unknown',
  );
});

test('a schedule is continuous, or every so many seconds', async () => {
  const withSchedule = (schedule: string) =>
    GOOD.replace('    streams:', `    schedule: ${schedule}\n    streams:`);
  const scheduleOf = async (schedule: string) =>
    (await load(withSchedule(schedule))).sources[0]?.schedule;
  assert.deepEqual(await scheduleOf('continuous'), { continuous: true, commitWithinMs: 300 });
  assert.deepEqual(await scheduleOf('{ continuous: true, commitWithinMs: 50 }'), {
    continuous: true,
    commitWithinMs: 50,
  });
  assert.deepEqual(await scheduleOf('{ everySeconds: 60 }'), { everySeconds: 60 });
  assert.match(await words(withSchedule('continous')), /schedule: must be "continuous" or a map/);
  assert.match(await words(withSchedule('{ everySecond: 60 }')), /did you mean "everySeconds"\?/);
});

test('heads are read with their labels', async () => {
  const { heads } = await load(`
heads:
  - name: quiet_month
    kind: binary
    label: { events: purchase, within: 28d, measure: none, category: Garden, active: 12w }
  - name: plan
    kind: multiclass
    label: { trait: plan }
`);
  assert.deepEqual(heads, [
    {
      name: 'quiet_month',
      kind: 'binary',
      label: {
        ...{ events: 'purchase', within: '28d', measure: 'none' },
        ...{ category: 'Garden', active: '12w' },
      },
    },
    { name: 'plan', kind: 'multiclass', label: { trait: 'plan' } },
  ]);
});

test('a head that cannot be learned is refused with its line', async () => {
  const head = (label: string, kind = 'binary', name = 'one') =>
    `heads:\n  - name: ${name}\n    kind: ${kind}\n    label: ${label}\n`;
  const purchases = '{ events: purchase, within: 28d, measure: count }';
  assert.match(await words(head(purchases)), /:4:.*binary head takes measure any or none/);
  assert.match(await words(head(purchases, 'multiclass')), /multiclass head takes a trait/);
  assert.match(await words(head('{ trait: plan }', 'binary', 'Not a name')), /:2:.*a-z/);
  const twice = head('{ trait: plan }') + head('{ trait: city }').replace('heads:\n', '');
  assert.match(await words(twice), /:5:.*name of another head/);
});
