import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import neo4j, { type Driver } from 'neo4j-driver';
import { neo4jConfig } from '../../../connectors/neo4j/config.ts';
import { neo4jConnector } from '../../../connectors/neo4j/neo4j-connector.ts';
import { requireService } from '../../support/services.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';

const { skip, facts } = requireService('neo4j');
const mark = randomUUID().replaceAll('-', '').slice(0, 10);
const label = `Test${mark}`;
const type = `KNOWS_${mark}`;

describe('neo4j connector', { skip }, () => {
  let driver: Driver;
  const run = (cypher: string, parameters = {}) => driver.executeQuery(cypher, parameters);
  const settings = (stream: object, fields: object = {}) =>
    neo4jConfig.parse({ ...facts, fetchSize: 10, streams: [stream], ...fields });
  const people = { kind: 'nodes', name: 'people', label, key: 'id', updatedAt: 'at' };
  const friends = {
    kind: 'relationships',
    name: 'friends',
    type,
    start: { label, key: 'id' },
    end: { label, key: 'id' },
    updatedAt: 'at',
    deleted: 'gone',
  };

  before(async () => {
    driver = neo4j.driver(facts!.uri, neo4j.auth.basic(facts!.user, facts!.password));
    await run(`CREATE INDEX idx_${mark} FOR (n:${label}) ON (n.at)`);
  });
  beforeEach(async () => {
    await run(`MATCH (n:${label}) DETACH DELETE n`);
    await run(
      `UNWIND range(0, 34) AS i CREATE (:${label} {id: 'p' + i, rank: i, at: datetime('2026-01-01T00:00:00Z') + duration({minutes: i / 4})})`,
    );
    await run(
      `MATCH (a:${label}), (b:${label}) WHERE b.rank = a.rank + 1 CREATE (a)-[:${type} {at: a.at, gone: a.rank % 7 = 3, since: date('2025-05-05')}]->(b)`,
    );
  });
  after(async () => {
    await run(`MATCH (n:${label}) DETACH DELETE n`);
    await run(`DROP INDEX idx_${mark} IF EXISTS`);
    await driver.close();
  });

  it('reads nodes with JSON-safe values and then only what changed', async () => {
    await run(
      `MATCH (n:${label} {id: 'p0'}) SET n.big = 9007199254740993, n.place = point({longitude: 8.5, latitude: 47.4}), n.day = date('2020-02-29'), n.share = 0.0/0.0`,
    );
    const config = settings(people, { fetchSize: 1000 });
    const messages = await readAll(neo4jConnector, config, 'people');
    const rows = messages.filter((message) => message.type === 'record');
    assert.equal(rows.length, 35);
    const first = rows.find(({ key }) => key === 'p0')!;
    assert.equal(first.version, '2026-01-01T00:00:00.000000000Z');
    assert.deepEqual(first.data, {
      id: 'p0',
      rank: 0,
      at: '2026-01-01T00:00:00.000Z',
      big: '9007199254740993',
      place: { longitude: 8.5, latitude: 47.4 },
      day: '2020-02-29',
      share: null,
    });
    await run(
      `MATCH (n:${label} {id: 'p5'}) SET n.at = datetime('2026-03-01T12:00:00.123456789Z')`,
    );
    const again = await readAll(neo4jConnector, config, 'people', lastState(messages));
    const changed = again.filter((message) => message.type === 'record');
    assert.ok(changed.length < 15, `${changed.length} read again`);
    assert.ok(changed.some(({ key, version }) => key === 'p5' && version.includes('.123456789Z')));
  });

  for (const stream of [people, { ...people, updatedAt: undefined }, friends]) {
    it(`loses and doubles nothing when killed at any state (${stream.name}, ${stream.updatedAt})`, async () => {
      const config = settings(stream, { fetchSize: 3 });
      const whole = await readAll(neo4jConnector, config, stream.name);
      const expected = applied(whole);
      assert.equal(expected.size, stream === friends ? 34 : 35);
      for (const [index, message] of whole.entries()) {
        if (message.type !== 'state') continue;
        const rest = await readAll(neo4jConnector, config, stream.name, message.state);
        assert.deepEqual(applied(rest, applied(whole.slice(0, index))), expected);
      }
    });
  }

  it('reads a late row whose updatedAt equals the one at the border of a page', async () => {
    // The later a row the smaller its elementId, so that a late one sorts before the border.
    await run(
      `MATCH (n:${label}) WITH n ORDER BY elementId(n) DESC WITH collect(n) AS all UNWIND range(0, 34) AS i WITH all[i] AS n, i SET n.order = i, n.at = datetime('2026-01-01T00:00:00Z') + duration({minutes: i / 4})`,
    );
    const config = settings(people, { fetchSize: 6 });
    const whole = await readAll(neo4jConnector, config, 'people');
    const states = whole.filter((message) => message.type === 'state');
    // The first state ends the pass over what has no updatedAt, the second the first page.
    await run(
      `MATCH (n:${label}) WHERE n.order > 30 SET n.at = datetime('2026-01-01T00:01:00Z'), n.late = true`,
    );
    const rest = await readAll(neo4jConnector, config, 'people', states[1].state);
    const late = rest.filter((message) => message.type === 'record' && message.data.late === true);
    assert.equal(late.length, 4);
  });

  it('goes back by lookBack at the next sync, for changes that were committed late', async () => {
    const config = settings({ ...people, lookBack: 120 });
    const state = lastState(await readAll(neo4jConnector, config, 'people'));
    await run(`CREATE (:${label} {id: 'late', at: datetime('2026-01-01T00:07:00Z')})`);
    assert.ok(applied(await readAll(neo4jConnector, config, 'people', state)).has('late'));
  });

  it('does not let a time ahead of the clock hide what comes before it', async () => {
    const config = settings(people);
    await run(`CREATE (:${label} {id: 'future', at: datetime('9999-01-01T00:00:00Z')})`);
    const state = lastState(await readAll(neo4jConnector, config, 'people'));
    await run(`CREATE (:${label} {id: 'now', at: datetime()})`);
    assert.ok(applied(await readAll(neo4jConnector, config, 'people', state)).has('now'));
  });

  it('tells tombstones with the keys of both ends, and rejects what has no key', async () => {
    await run(
      `MATCH (a:${label} {id: 'p0'}) CREATE (a)-[:${type} {at: a.at}]->(:${label} {at: a.at})`,
    );
    const messages = await readAll(neo4jConnector, settings(friends), 'friends');
    const gone = messages.filter((message) => message.type === 'tombstone');
    assert.equal(gone.length, 5);
    assert.deepEqual([gone[0].data.start, gone[0].data.end], ['p3', 'p4']);
    const rejects = messages.filter((message) => message.type === 'reject');
    assert.equal(rejects.length, 1);
    assert.match(rejects[0].reason, /lacks its key: start, end/);
  });

  it('reads a query page by page', async () => {
    const config = settings({
      kind: 'query',
      name: 'ranks',
      cypher: `MATCH (n:${label}) WHERE $after IS NULL OR n.rank > $after RETURN n.id AS id, n.rank AS rank ORDER BY rank LIMIT $limit`,
      key: ['id'],
      cursor: 'rank',
    });
    const messages = await readAll(neo4jConnector, config, 'ranks');
    assert.equal(applied(messages).size, 35);
    assert.equal(
      applied(await readAll(neo4jConnector, config, 'ranks', lastState(messages))).size,
      0,
    );
  });

  it('discovers fields, and hints at an index in its check', async () => {
    const [stream] = await neo4jConnector.discover(settings(friends), testContext());
    assert.deepEqual(stream.fields.map(({ name, type }) => `${name}:${type}`).sort(), [
      'at:string',
      'end:string',
      'gone:boolean',
      'since:string',
      'start:string',
    ]);
    const { ok, message } = await neo4jConnector.check(settings(friends), testContext());
    assert.ok(ok, message);
    assert.match(message, /CREATE INDEX FOR/);
  });

  const flaws: readonly [string, object, object, RegExp][] = [
    ['wrong password', people, { password: 'not-the-secret' }, /does not accept user "neo4j"/],
    [
      'closed port',
      people,
      { uri: 'bolt://127.0.0.1:9' },
      /Nothing answers as Neo4j at bolt:..127/,
    ],
    ['missing database', people, { database: 'nowhere' }, /no database "nowhere"/],
    ['misspelt label', { ...people, label: `${label}s` }, {}, /did you mean "Test/],
    [
      'TLS where there is none',
      people,
      { uri: facts?.uri.replace('bolt:', 'bolt+s:') },
      /TLS|Nothing/,
    ],
    [
      'broken query',
      { kind: 'query', name: 'q', cypher: 'MATCH (', key: ['a'], cursor: 'a' },
      {},
      /SyntaxError/,
    ],
  ];
  for (const [name, stream, fields, expected] of flaws) {
    it(`says what to mend: ${name}`, async () => {
      const config = settings(stream, fields);
      const { ok, message } = await neo4jConnector.check(config, testContext());
      assert.equal(ok, false);
      assert.match(message, expected);
      assert.ok(!message.includes(config.password), 'the password is in the message');
    });
  }

  it('finds relationships that their two ends do not identify', async () => {
    await run(
      `MATCH (a:${label} {id: 'p0'})-[r:${type}]->(b) CREATE (a)-[:${type} {at: r.at}]->(b)`,
    );
    const { message } = await neo4jConnector.check(settings(friends), testContext());
    assert.match(message, /joined by several/);
    const keyed = settings({ ...friends, key: 'elementId()' });
    assert.equal(applied(await readAll(neo4jConnector, keyed, 'friends')).size, 35);
  });

  it('ends at once when the caller aborts', async () => {
    const controller = new AbortController();
    const context = testContext({ signal: controller.signal });
    const reading = neo4jConnector.read(
      settings(people),
      { stream: 'people', state: null },
      context,
    );
    await assert.rejects(async () => {
      for await (const { type: kind } of reading) if (kind === 'record') controller.abort();
    }, /abort/i);
  });
});
