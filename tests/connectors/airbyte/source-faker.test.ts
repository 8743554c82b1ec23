import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadConfiguration } from '../../../config/index.ts';
import { airbyteConnector, defaultConnectors } from '../../../connectors/index.ts';
import { createIngest, type SourceDeclaration } from '../../../ingest/index.ts';
import { Application, createServer } from '../../../server/index.ts';
import { requireProgram } from '../../support/services.ts';
import { testContext } from '../support.ts';

const { skip, facts } = requireProgram('airbyte-faker');
const USERS = 120;
const TOKEN = 'test-token-0123456789';

/** portrait.yaml of a shop whose customers, products and purchases an Airbyte source makes up. */
const CONFIGURATION = `
sources:
  - id: faker
    connector: airbyte
    config:
      program: \${AIRBYTE_SOURCE_FAKER}
      shownSettings: { count: ${USERS}, seed: 7, parallelism: 1 }
    streams:
      - name: products
        map:
          item: { id: id, title: model, categories: [make], price: price }
      - name: users
        map:
          user:
            ids: { customer: id, email: email }
            traits: { age: age, language: language }
      - name: purchases
        map:
          - when: { field: purchased_at, present: true }
            event:
              modality: transactions
              type: purchase
              at: purchased_at
              user: { customer: user_id }
              item: product_id
          - when: { field: added_to_cart_at, present: true }
            event:
              modality: browsing
              type: cart
              at: added_to_cart_at
              user: { customer: user_id }
              item: product_id
training:
  prepare: { factors: 4, candidates: 10, randomCandidates: 5 }
  fit: { epochs: 1, batchSize: 40 }
`;

interface Answer {
  readonly user: {
    readonly id: string;
    readonly profile: { readonly modalities: readonly { readonly name: string }[] } | null;
  } | null;
}

describe('the real source-faker', { skip }, () => {
  let folder: string;
  let application: Application;
  let source: SourceDeclaration;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portrait-faker-'));
    const file = join(folder, 'portrait.yaml');
    writeFileSync(file, CONFIGURATION);
    const environment = { AIRBYTE_SOURCE_FAKER: facts!.program };
    const configuration = await loadConfiguration(file, {
      connectors: defaultConnectors(),
      environment,
    });
    [source] = configuration.sources;
    const log = () => undefined;
    application = await Application.open({ configuration, folder: null, clock: Date.now, log });
  });
  after(async () => {
    await application?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is checked, and says what is wrong in its own words', async () => {
    const config = (shownSettings: object) =>
      airbyteConnector.spec.config.parse({ program: facts!.program, shownSettings });
    const check = await airbyteConnector.check(config({ count: 5 }), testContext());
    assert.deepEqual(check, { ok: true, message: 'source-faker connects.' });
    const wrong = await airbyteConnector.check(config({ count: 'many' }), testContext());
    assert.equal(wrong.ok, false);
    assert.match(wrong.message, /Config validation error: 'many' is not of type 'integer'/);
  });

  it('comes end to end into profiles that GraphQL serves', async () => {
    const report = await application.sync('faker', {});
    assert.equal(report.failure, null);
    assert.equal(report.rejected, 0, JSON.stringify(report.byReason));
    const [products, users, purchases] = report.streams.map(({ records }) => records);
    assert.deepEqual([products, users], [100, USERS]);
    assert.ok(purchases > USERS / 2 && report.events > purchases);
    await application.train({
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    const buyers: string[] = [];
    for await (const rows of application.services.store.profiles.scan()) {
      buyers.push(...rows.map(({ userId }) => userId));
    }
    assert.ok(buyers.length > USERS / 2, `${buyers.length} profiles`);

    const server = await createServer({ application, token: TOKEN });
    const response = await server.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      payload: JSON.stringify({
        query: 'query ($id: ID!) { user(id: $id) { id profile { modalities { name } } } }',
        variables: { id: buyers[0] },
      }),
    });
    const answer = response.json() as { data: Answer; errors?: unknown };
    assert.equal(answer.errors, undefined, JSON.stringify(answer));
    const named = answer.data.user?.profile?.modalities.map(({ name }) => name) ?? [];
    assert.ok(named.includes('transactions') || named.includes('browsing'), named.join());
    await server.close();
  });

  it('is read again without counting anything twice', async () => {
    const eventsOf = async () => {
      let count = 0;
      for await (const histories of application.services.store.events.scanUsers()) {
        for (const events of histories.values()) count += events.length;
      }
      return count;
    };
    const before = await eventsOf();
    // Every record is a new version at each run: its updated_at is the time of the run.
    const streams = source.streams.filter(({ name }) => name === 'purchases');
    const { store, modalities, clock } = application.services;
    const ingest = createIngest(store, {
      ...{ modalities, clock, baseFolder: folder, log: () => undefined },
      connectors: defaultConnectors(),
    });
    const report = await ingest.sync({ ...source, streams });
    assert.equal(report.failure, null);
    assert.ok(report.events > USERS / 2);
    assert.equal(await eventsOf(), before);
  });
});
