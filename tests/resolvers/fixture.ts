import { type GraphQLSchema, graphql } from 'graphql';
import { AudienceService } from '../../audiences/index.ts';
import { defaultConnectors } from '../../connectors/index.ts';
import { ExplainService } from '../../explain/index.ts';
import { defaultModalities } from '../../fusion/index.ts';
import { createIngest, sourceDeclaration } from '../../ingest/index.ts';
import { ErasureService } from '../../privacy/index.ts';
import {
  AdaptationWatch,
  ModelLife,
  ModelRegistry,
  Recommender,
  SessionReader,
  SideModels,
  UPDATER,
} from '../../profiles/index.ts';
import {
  buildSchema,
  createRequestContext,
  LiveFeeds,
  type Services,
} from '../../resolvers/index.ts';
import { SegmentService } from '../../segments/index.ts';
import { type EventRow, type NewEvent, openStore, type Store } from '../../store/index.ts';
import { SESSIONS } from '../profiles/fixture.ts';

export const HOUR = 3_600_000;
/** The fixture's clock stands still here. */
export const NOW = Date.UTC(2026, 0, 31, 12);

/** A store with users who have everything that a query can ask for, and services over it. */
export interface Fixture extends AsyncDisposable {
  readonly store: Store;
  readonly services: Services;
  readonly schema: GraphQLSchema;
  readonly userIds: readonly string[];
  /** Errors that nobody waited for. */
  readonly background: unknown[];
  ask<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<{ data: Data | null; errors: readonly { message: string; code: unknown }[] }>;
}

/** What the fixture's one source would be in portrait.yaml. */
const shop = sourceDeclaration.parse({
  id: 'shop',
  connector: 'files',
  config: {},
  streams: [
    {
      name: 'clicks',
      map: {
        event: {
          modality: 'browsing',
          type: 'view',
          at: 'time',
          user: { customer: 'user' },
          item: 'item',
        },
      },
    },
  ],
});

/** An audience that nothing is delivered to. */
const AUDIENCE = {
  id: 'crm',
  segments: ['early-birds'],
  batch: 100,
  webhook: { url: 'http://127.0.0.1:1/', secret: 'not so secret', timeoutMs: 100 },
};

let schema: GraphQLSchema | null = null;

export async function createFixture(
  users = 3,
  extend: (services: Services) => Partial<Services> = () => ({}),
): Promise<Fixture> {
  const store = await openStore({ folder: null, clock: () => NOW });
  const background: unknown[] = [];
  const modalities = defaultModalities();
  const models = new ModelRegistry(store, modalities);
  const ingest = createIngest(store, {
    modalities,
    connectors: defaultConnectors(),
    clock: () => NOW,
    baseFolder: '.',
    log: () => undefined,
  });
  const side = new SideModels({
    ...{ store, models, clock: () => NOW, share: null, hooks: () => ({}) },
    prepare: async () => undefined,
    onError: (error) => background.push(error),
  });
  const base: Services = {
    retraining: {
      status: null,
      start: () => {
        throw new Error('Nothing is trained here.');
      },
    },
    sessions: new SessionReader({ store, models, modalities, sessions: SESSIONS }),
    life: new ModelLife({ store, side, clock: () => NOW, keepDays: 7 }),
    store,
    modalities,
    ingest,
    sources: {
      declared: () => [
        { id: 'shop', connector: 'files', streams: ['orders', 'clicks'], everySeconds: null },
      ],
      sync: async () => ({
        records: 0,
        events: 0,
        duplicates: 0,
        rejected: 0,
        quarantined: 0,
        seconds: 0,
        failure: null,
      }),
      backfill: (_id, range) => ingest.backfill(shop, range),
      quality: () => ingest.quality(),
      replay: (choice) => ingest.replay([shop], choice),
      discard: (choice) => ingest.discard(choice),
      remove: (id, options) => ingest.remove(id, options),
    },
    segments: new SegmentService({ store, models, modalities, clock: () => NOW }),
    explanations: new ExplainService({ store, models, modalities, clock: () => NOW }),
    recommender: {
      ...RECOMMENDER,
      followsChoices: (modelId) => new Recommender(store, models).followsChoices(modelId),
    },
    erasures: new ErasureService({
      ...{ store, modalities, audiences: [AUDIENCE.id], clock: () => NOW },
      forget: () => undefined,
    }),
    adaptation: new AdaptationWatch(store, models, { clock: () => NOW }),
    refresh: { gauges: {} },
    audiences: new AudienceService({
      ...{ store, audiences: [AUDIENCE], baseFolder: '.', clock: () => NOW },
      onError: (error) => background.push(error),
    }),
    updater: UPDATER,
    clock: () => NOW,
    onBackgroundError: (error) => background.push(error),
  };
  const services: Services = { ...base, ...extend(base) };
  const userIds = await fill(store, users);
  const feed = new LiveFeeds(store, services.onBackgroundError, { pollMs: 20 });
  schema ??= buildSchema();
  const own = schema;
  return {
    store,
    services,
    schema: own,
    userIds,
    background,
    ask: async (source, variableValues = {}) => {
      const result = await graphql({
        schema: own,
        source,
        variableValues,
        contextValue: createRequestContext(services, feed),
      });
      return {
        data: result.data ? JSON.parse(JSON.stringify(result.data)) : null,
        errors: (result.errors ?? []).map(({ message, extensions }) => ({
          message,
          code: extensions.code,
        })),
      };
    },
    [Symbol.asyncDispose]: async () => {
      feed.close();
      await store.close();
    },
  };
}

/** Brings the updater's place in the feed to its end, as the updater does after each batch. */
export async function passChanges(store: Store): Promise<void> {
  const { changes } = await store.changes.read(null, 100_000);
  const last = changes.at(-1);
  if (last) await store.changes.savePosition(UPDATER, last.cursor);
}

/** Gives users new profiles, as the updater does. */
export async function writeProfiles(
  store: Store,
  userIds: readonly string[],
  vector: readonly number[] = [1, 0.5],
): Promise<void> {
  const sequences = await store.events.lastSequenceOf(userIds);
  await store.profiles.upsert(
    userIds.map((userId, index) => ({
      userId,
      throughSequence: sequences.get(userId) ?? 0,
      modelId: 'model-1',
      asOf: NOW - HOUR,
      vector: [...vector, index],
      summary: summary(),
      computedAt: NOW,
    })),
  );
}

const RECOMMENDED = [
  { itemId: 'kettle', score: 1.5 },
  { itemId: 'gone', score: 0.5 },
];
const REASONS = new Map([
  [
    'kettle',
    [
      { modality: 'social', value: -0.5 },
      { modality: 'browsing', value: 2 },
    ],
  ],
  ['gone', [{ modality: 'browsing', value: 0.5 }]],
]);

/** Its profiles are written by hand, so there is no model that could rank. */
const RECOMMENDER: Pick<Services['recommender'], 'of' | 'reasons'> = {
  of: async (rows) => new Map(rows.map(({ userId }) => [userId, RECOMMENDED])),
  reasons: async (rows) => new Map(rows.map(({ userId }) => [userId, REASONS])),
};

function summary() {
  return {
    modalities: [
      {
        name: 'browsing',
        present: true,
        weight: 0.7,
        gate: 1.1,
        events: 2,
        lastAt: NOW - HOUR,
        features: [{ name: 'sessions', value: 2 }],
      },
      {
        name: 'tickets',
        present: false,
        weight: 0,
        gate: 0,
        events: 0,
        lastAt: null,
        features: [],
      },
    ],
    readOuts: [{ name: 'lapse', value: 0.2, confidence: 0.9 }],
    interests: [{ category: 'kitchen', score: 2 }],
    places: [
      { latitude: 48.1, longitude: 11.6, weight: 0.75, label: 'home' },
      { latitude: 48.2, longitude: 11.5, weight: 0.25, label: null },
    ],
    eventCount: 2,
    firstEventAt: NOW - 2 * HOUR,
    lastEventAt: NOW - HOUR,
  };
}

export function eventOf(userId: string, index: number, more: Partial<EventRow> = {}): NewEvent {
  return {
    userId,
    id: `event-${userId}-${index}`,
    sourceId: 'shop',
    stream: 'clicks',
    recordKey: `${userId}-${index}`,
    part: 0,
    version: '1',
    contentHash: 'hash',
    modality: 'browsing',
    type: 'view',
    at: NOW - (index + 1) * HOUR,
    itemId: 'kettle',
    otherUserId: null,
    value: null,
    attributes: {},
    deleted: false,
    ...more,
  };
}

async function fill(store: Store, users: number): Promise<string[]> {
  const found = await store.users.resolve(
    Array.from({ length: users }, (_, index) => [{ kind: 'customer', value: `c${index}` }]),
  );
  const userIds = [...found].sort();
  await store.items.upsert([
    {
      id: 'kettle',
      title: 'Blue kettle',
      categories: ['home', 'kitchen'],
      price: 30,
      latitude: null,
      longitude: null,
      attributes: { colour: 'blue' },
      sourceId: 'shop',
      version: '1',
      contentHash: 'hash',
    },
  ]);
  await store.events.append(
    userIds.flatMap((userId, index) => [
      eventOf(userId, 0),
      eventOf(userId, 1),
      eventOf(userId, 2, {
        modality: 'social',
        type: 'friend',
        itemId: null,
        otherUserId: userIds[(index + 1) % users]!,
      }),
    ]),
  );
  await store.users.setTraits(
    userIds.map((userId) => ({
      userId,
      name: 'city',
      value: 'Munich',
      sourceId: 'shop',
      version: '1',
      contentHash: 'hash',
    })),
  );
  for (const id of ['early-birds', 'night-owls']) {
    await store.segments.create({
      id,
      kind: 'RULE',
      name: id,
      description: 'Who visits at that time.',
      definition: { count: { modality: 'browsing', type: 'view', atLeast: 1 } },
      modelId: null,
      at: NOW,
    });
  }
  await store.memberships.replace(
    userIds.flatMap((userId, index) =>
      ['early-birds', 'night-owls'].map((segmentId) => ({
        userId,
        segmentId,
        segmentVersion: 1,
        member: segmentId === 'early-birds' || index === 0,
        verdict:
          segmentId === 'early-birds' || index === 0 ? ('TRUE' as const) : ('FALSE' as const),
        score: index / users,
        proof: { kind: 'count' },
        validUntil: null,
        at: NOW,
      })),
    ),
  );
  await store.sources.save('shop', 'clicks', {
    state: { offset: 10 },
    watermark: NOW - HOUR,
    records: 10,
    events: 8,
    duplicates: 1,
    rejected: 1,
    at: NOW,
  });
  await writeProfiles(store, userIds);
  await passChanges(store);
  return userIds;
}
