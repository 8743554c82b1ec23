import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { graphql } from 'graphql';
import { loadConfiguration } from '../../config/index.ts';
import { defaultConnectors } from '../../connectors/index.ts';
import { boundContext, buildSchema, LiveFeeds } from '../../resolvers/index.ts';
import { Application } from '../../server/index.ts';
import {
  DAY,
  END,
  externalId,
  shopHistories,
  shopItems,
  stored,
  USERS,
} from '../profiles/fixture.ts';

const CONFIGURATION = `sources:
  - id: catalogue
    connector: files
    config:
      streams:
        - { name: items, path: items.csv, key: [sku], version: updated_at }
    streams:
      - name: items
        map:
          item:
            id: sku
            title: title
            categories: [kind]
            price: { field: price, as: number }
training:
  prepare: { factors: 4, candidates: 10, randomCandidates: 5 }
  fit: { epochs: 1, batchSize: 40 }
`;
const HEADER = 'sku,title,kind,price,updated_at\n';
/** Users whose number leaves one, or two, when divided by three turn to nothing but items of such a kind. */
const FRESH = `fresh1,Something new,category1,20,2024-03-01
fresh2,Something else,category2,20,2024-03-01
`;

interface Person {
  readonly number: number;
  readonly vector: readonly number[];
  readonly interests: readonly string[];
  readonly recommended: readonly { itemId: string; score: number; parts: number; title: string }[];
}

describe('an item that arrives after training', () => {
  let folder: string;
  let application: Application;
  const feeds = () => new LiveFeeds(application.services.store, () => undefined);
  const ask = async <Data>(source: string, variableValues = {}): Promise<Data> => {
    const live = feeds();
    const contextValue = await boundContext(application.services, live);
    const schema = buildSchema();
    const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
    live.close();
    assert.deepEqual(errors, undefined);
    return JSON.parse(JSON.stringify(data)) as Data;
  };
  const people = async (): Promise<Person[]> => {
    const { users } = await ask<{ users: { nodes: Node[] } }>(`{ users(first: ${USERS}) { nodes {
      externalIds { value } profile { vector interests { category } }
      recommendations { itemId score reasons { value } item { title } }
    } } }`);
    return users.nodes.map(({ externalIds, profile, recommendations }) => ({
      number: Number(externalIds[0].value.replace('customer', '')),
      vector: profile.vector,
      interests: profile.interests.map(({ category }) => category),
      recommended: recommendations.map(({ itemId, score, reasons, item }) => ({
        ...{ itemId, score, title: item.title },
        parts: reasons.reduce((sum, { value }) => sum + value, 0),
      })),
    }));
  };
  interface Node {
    externalIds: { value: string }[];
    profile: { vector: number[]; interests: { category: string }[] };
    recommendations: {
      itemId: string;
      score: number;
      reasons: { value: number }[];
      item: { title: string };
    }[];
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portrait-new-items-'));
    await writeFile(join(folder, 'portrait.yaml'), CONFIGURATION);
    await writeFile(join(folder, 'items.csv'), HEADER);
    const configuration = await loadConfiguration(join(folder, 'portrait.yaml'), {
      connectors: defaultConnectors(),
    });
    application = await Application.open({
      ...{ configuration, folder: join(folder, 'store'), clock: () => END + DAY },
      log: () => undefined,
    });
    const { store } = application.services;
    const version = { sourceId: 'test', version: '1', contentHash: '0' };
    await store.items.upsert(shopItems().map((item) => ({ ...item, ...version })));
    await store.users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
    await store.events.append(
      shopHistories().flatMap(({ userId: owner, events }) =>
        events.map((one) => stored(owner, one)),
      ),
    );
    await application.train({ signal: new AbortController().signal, onProgress: () => undefined });
  });
  after(async () => {
    await application.close();
    await rm(folder, { recursive: true });
  });

  it('is recommended at once to whom it suits, with reasons, and changes no profile', async () => {
    const before = await people();
    assert.ok(
      before.every(({ recommended }) =>
        recommended.every(({ itemId }) => !itemId.startsWith('fresh')),
      ),
    );
    const model = (await application.models.active())?.id;
    await writeFile(join(folder, 'items.csv'), HEADER + FRESH);
    await application.sync('catalogue', {});
    assert.equal(await application.update(), 0);
    const now = await people();
    const placeOf = ({ recommended }: Person, id: string) => {
      const place = recommended.findIndex(({ itemId }) => itemId === id);
      return place < 0 ? Number.POSITIVE_INFINITY : place;
    };
    for (const [kind, other] of [
      [1, 2],
      [2, 1],
    ]) {
      const fitting = now.filter(({ number }) => number % 3 === kind);
      const first = fitting.filter(
        (person) => placeOf(person, `fresh${kind}`) < placeOf(person, `fresh${other}`),
      );
      assert.ok(first.length >= 0.9 * fitting.length, `${first.length} of ${fitting.length}`);
    }
    const told = now
      .flatMap(({ recommended }) => recommended)
      .filter(({ itemId }) => itemId === 'fresh1');
    assert.ok(told.length > 0);
    for (const { title, score, parts } of told) {
      assert.equal(title, 'Something new');
      assert.ok(Math.abs(score - parts) < 1e-4);
    }
    assert.deepEqual(
      now.map(({ vector }) => vector),
      before.map(({ vector }) => vector),
    );
    assert.equal((await application.models.active())?.id, model);
  });

  it('counts by its content for whoever turns to it', async () => {
    const before = (await people()).find(({ number }) => number === 0);
    assert.ok(before?.interests.every((category) => category !== 'category1'));
    const { ingestEvents } = await ask<{ ingestEvents: { accepted: number } }>(
      `mutation ($events: [EventInput!]!) { ingestEvents(events: $events) {
        ... on EventsIngested { accepted } } }`,
      {
        events: [
          {
            externalIds: [externalId(0)],
            ...{ modality: 'transactions', type: 'purchase', itemId: 'fresh1', value: 20 },
            ...{ at: new Date(END).toISOString(), messageId: 'bought' },
          },
        ],
      },
    );
    assert.equal(ingestEvents.accepted, 1);
    await application.update();
    const after = (await people()).find(({ number }) => number === 0);
    assert.ok(after?.interests.includes('category1'));
    assert.ok(after?.recommended.every(({ itemId }) => itemId !== 'fresh1'));
  });
});
