import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfiguration } from '../../config/index.ts';
import { defaultConnectors } from '../../connectors/index.ts';
import { summaryOf } from '../../profiles/index.ts';
import { Application, createServer } from '../../server/index.ts';
import { END, externalId, openDesk, trainShop, USERS } from '../profiles/fixture.ts';
import { basic, KEY } from './receive/support.ts';
import { TOKEN } from './serve.ts';

const MOST = 5;
const CONFIGURATION = `updates: { mostWaiting: ${MOST} }
sources:
  - { id: web, connector: http, config: { writeKeys: [${KEY}] } }
`;
const INGEST = `mutation ($events: [EventInput!]!) { ingestEvents(events: $events) {
  ... on EventsIngested { accepted } } }`;

interface Answer {
  readonly data: { readonly ingestEvents: { readonly accepted: number } } | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly retryAfterMs: number };
  }[];
}

test('where too many changes wait for profiles, ingestEvents stores nothing and says when to try again', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'portrait-held-back-'));
  context.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'portrait.yaml'), CONFIGURATION);
  const connectors = defaultConnectors();
  const configuration = await loadConfiguration(join(folder, 'portrait.yaml'), { connectors });
  const log: string[] = [];
  const application = await Application.open({
    ...{ configuration, folder: null, clock: () => END, log: (message) => log.push(message) },
  });
  const { store } = application.services;
  const desk = await openDesk(null, USERS, async () => store);
  await desk.promote(await trainShop());
  await application.update();
  // What is written is taken in, but nobody comes to make profiles of it.
  const gate = Promise.withResolvers<void>();
  const current = store.events.current.bind(store.events);
  store.events.current = async (...asked) => {
    await gate.promise;
    return current(...asked);
  };
  application.follow();
  const server = await createServer({
    ...{ application, token: TOKEN, push: await application.pushSources() },
    onError: (error) => assert.fail(String(error)),
  });
  const address = await server.listen();
  const post = (path: string, authorization: string, body: unknown) =>
    fetch(`${address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
  const ingest = async (serial: number): Promise<Answer> => {
    const event = {
      ...{ externalIds: [externalId(serial % USERS)], messageId: `m${serial}`, itemId: 'item3' },
      ...{ modality: 'browsing', type: 'view', at: new Date(END).toISOString() },
    };
    const variables = { events: [event] };
    const answer = await post('/graphql', `Bearer ${TOKEN}`, { query: INGEST, variables });
    return (await answer.json()) as Answer;
  };
  const stored = async () => (await store.events.counts()).events;

  const push = async () => {
    const sent = { userId: 'ann', event: 'Signed Up', messageId: 'always the same' };
    return (await post('/v1/track', basic().authorization!, sent)).status;
  };
  assert.equal(await push(), 200);
  let taken = 0;
  while ((await push()) !== 429) if ((await ingest(taken)).errors === undefined) taken += 1;
  assert.ok(taken >= MOST, `${taken} were taken`);
  const { errors = [] } = await ingest(taken);
  assert.equal(errors.length, 1, 'as whoever sends to a source is told');
  const [{ message, extensions }] = errors;
  assert.deepEqual([extensions.code, extensions.retryAfterMs], ['TRY_LATER', 1_000]);
  assert.match(message, /Send again later. Nothing was stored/);
  assert.equal(await stored(), 1 + taken);

  gate.resolve();
  while ((await ingest(taken)).errors !== undefined) await pause(20);
  taken += 1;
  assert.equal(await stored(), 1 + taken);
  await server.close();
  await application.update();
  let counted = 0;
  for await (const rows of store.profiles.scan()) {
    for (const row of rows) counted += summaryOf(row).eventCount;
  }
  assert.equal(counted, 1 + taken, 'each once');
  await application.close();
  assert.ok(log.every((line) => !/failed|wrong/.test(line)));
});
