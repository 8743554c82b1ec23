import { randomUUID } from 'node:crypto';
import neo4j from 'neo4j-driver';
import type { ConformanceSetup } from '../conformance/conformance.ts';
import { withoutHttp } from '../conformance/excuses.ts';
import { SetupAbsentError } from '../conformance/setup-absent-error.ts';
import type { ConformanceCase } from '../conformance/setups.ts';
import { type Neo4jConfig, neo4jConfig } from './config.ts';
import { neo4jConnector } from './neo4j-connector.ts';

const FIELDS = { added: 'coupon', removed: 'note', retyped: 'amount' };
const ALTERATIONS = {
  added: { up: "SET o.coupon = 'spring'", down: 'REMOVE o.coupon' },
  removed: { up: 'SET o.kept = o.note REMOVE o.note', down: 'SET o.note = o.kept REMOVE o.kept' },
  retyped: { up: 'SET o.amount = toString(o.amount)', down: 'SET o.amount = toFloat(o.amount)' },
};

/** Labels of its own on the server that NEO4J_URI and NEO4J_PASSWORD name. */
async function setup(): Promise<ConformanceSetup<Neo4jConfig>> {
  const { NEO4J_URI: uri, NEO4J_USER: user = 'neo4j', NEO4J_PASSWORD: password } = process.env;
  if (uri === undefined || password === undefined) {
    throw new SetupAbsentError('set NEO4J_URI and NEO4J_PASSWORD to a Neo4j server');
  }
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), { useBigInt: true });
  const own = `Conformance${randomUUID().slice(0, 8)}`;
  const run = async (cypher: string, parameters = {}): Promise<string> => {
    const { records } = await driver.executeQuery(cypher, parameters);
    return records.length === 0 ? '' : String(records[0].get(0));
  };
  await run(
    `UNWIND range(0, 31) AS i CREATE (:${own} {id: 'order-' + right('00' + i, 3), note: 'note ' + i, amount: 10 + i / 4.0,
      updatedAt: datetime('2024-01-01T00:00:00Z') + duration({minutes: i})})`,
  );
  await run(
    `MATCH (a:${own}), (b:${own}) WHERE a.amount = b.amount + 0.25 AND a.amount > 14 CREATE (:${own}Shop {id: a.id})-[:${own}_SELLS {since: 2024}]->(a)`,
  );
  const latest = `MATCH (l:${own}) WITH max(l.updatedAt) AS latest, count(*) AS rows`;
  const add = (updatedAt: string, parameters = {}) =>
    run(
      `${latest} CREATE (o:${own} {id: 'new-' + rows, amount: 1.5, note: coalesce($note, 'new'), updatedAt: ${updatedAt}}) RETURN o.id`,
      { note: null, ...parameters },
    );
  const touch = (id: string, change: string) =>
    run(
      `${latest} MATCH (o:${own} {id: $id}) SET ${change}, o.updatedAt = latest + duration({minutes: 1}) RETURN o.id`,
      { id },
    );
  const pair = (name: string, start: string) => ({
    kind: 'relationships',
    name,
    type: `${own}_SELLS`,
    start: { label: start, key: 'id' },
    end: { label: own, key: 'id' },
  });
  const through = (address: string, fields = {}) =>
    neo4jConfig.parse({
      uri: `bolt://${address}`,
      user,
      password,
      fetchSize: 7,
      streams: [
        {
          kind: 'nodes',
          name: 'orders',
          label: own,
          key: 'id',
          updatedAt: 'updatedAt',
          lookBack: 600,
          deleted: 'gone',
        },
        pair('sells', `${own}Shop`),
        pair('returns', own),
      ],
      ...fields,
    });
  const { host } = new URL(uri);
  return {
    config: through(host),
    emptyStream: 'returns',
    wrong: {
      'no such label': through(host, {
        streams: [{ kind: 'nodes', name: 'orders', label: `${own}x`, key: 'id' }],
      }),
    },
    network: {
      kind: 'tcp',
      address: host,
      through: (address) => through(address, { timeoutSeconds: 1 }),
    },
    deeds: {
      addLate: () => add('latest - duration({minutes: 5})'),
      change: () => touch('order-003', "o.note = 'changed ' + toString(datetime())"),
      remove: () => touch('order-004', 'o.gone = true'),
      addText: async (_stream, note) => ({
        key: await add('latest + duration({minutes: 1})', { note }),
        field: 'note',
      }),
      addAt: (_stream, instant) => add('datetime($instant)', { instant }),
      alter: async (_stream, alteration) => {
        const { up, down } = ALTERATIONS[alteration];
        await run(`MATCH (o:${own}) ${up}`);
        return {
          field: FIELDS[alteration],
          undo: async () => void (await run(`MATCH (o:${own}) ${down}`)),
        };
      },
    },
    notApplicable: withoutHttp('the source speaks the protocol of Neo4j'),
    close: async () => {
      await run(`MATCH (n) WHERE n:${own} OR n:${own}Shop DETACH DELETE n`);
      await driver.close();
    },
  };
}

export const conformanceCase: ConformanceCase<Neo4jConfig> = { connector: neo4jConnector, setup };
