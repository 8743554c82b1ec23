import neo4j from 'neo4j-driver';
import type { YelpData } from '../../evaluation/index.ts';

/** Friendships of this data set carry no date; they are set before the first visit. */
const SINCE = '2013-12-01T00:00:00Z';
const BATCH = 5000;

export interface GraphAddress {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
}

/**
 * Writes users and friendships into Neo4j, each friendship once; a second run changes nothing.
 * @returns how many friendships the graph holds afterwards
 */
export async function loadGraph(data: YelpData, address: GraphAddress): Promise<number> {
  const driver = neo4j.driver(address.uri, neo4j.auth.basic(address.user, address.password));
  try {
    await driver.executeQuery(
      'CREATE CONSTRAINT yelp_user_id IF NOT EXISTS FOR (user:YelpUser) REQUIRE user.id IS UNIQUE',
    );
    const ids = data.users.map((user) => user.userId);
    for (const batch of batches(ids)) {
      await driver.executeQuery('UNWIND $batch AS id MERGE (:YelpUser {id: id})', { batch });
    }
    const pairs = data.users.flatMap((user) =>
      user.friends.filter((friend) => user.userId < friend).map((friend) => [user.userId, friend]),
    );
    for (const batch of batches(pairs)) {
      await driver.executeQuery(
        `UNWIND $batch AS pair
         MATCH (one:YelpUser {id: pair[0]}), (other:YelpUser {id: pair[1]})
         MERGE (one)-[friend:FRIEND]->(other)
         ON CREATE SET friend.since = datetime($since)`,
        { batch, since: SINCE },
      );
    }
    const { records } = await driver.executeQuery(
      'MATCH (:YelpUser)-[friend:FRIEND]->(:YelpUser) RETURN count(friend) AS count',
    );
    return Number(records[0].get('count'));
  } finally {
    await driver.close();
  }
}

function batches<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, batch) =>
    rows.slice(batch * BATCH, (batch + 1) * BATCH),
  );
}
