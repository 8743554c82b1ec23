import { z } from 'zod';
import {
  type Connector,
  type ConnectorMessage,
  ConnectorRegistry,
  type JsonObject,
  type ReadRequest,
} from '../../connectors/index.ts';
import { defaultModalities } from '../../fusion/index.ts';
import { createIngest, type IngestOptions, sourceDeclaration } from '../../ingest/index.ts';
import type { EventRow, Store } from '../../store/index.ts';

export const NOW = Date.parse('2025-06-01T00:00:00Z');

/** A source for tests that does whatever it is told, and nothing that the contract forbids. */
export function scripted(
  read: (request: ReadRequest, signal: AbortSignal) => AsyncIterable<ConnectorMessage>,
): Connector {
  return {
    spec: {
      name: 'scripted',
      title: 'Scripted',
      description: 'A source for tests.',
      config: z.strictObject({ password: z.string().optional() }),
    },
    check: async () => ({ ok: true, message: 'It is there.' }),
    discover: async () => [],
    read: (_config, request, { signal }) => read(request, signal),
  };
}

/** Yields a list from the stored offset on, with a state after every `stateEvery` of it. */
export async function* fromList(
  messages: readonly ConnectorMessage[],
  request: ReadRequest,
  stateEvery = 2,
): AsyncGenerator<ConnectorMessage> {
  const start = typeof request.state === 'number' ? request.state : 0;
  for (let index = start; index < messages.length; index++) {
    yield messages[index]!;
    if ((index + 1) % stateEvery === 0) {
      yield { type: 'state', stream: request.stream, state: index + 1 };
    }
  }
  yield { type: 'state', stream: request.stream, state: messages.length };
}

export function record(key: string, data: JsonObject, version = ''): ConnectorMessage {
  return { type: 'record', stream: 'views', key, version, data };
}

export function tombstone(key: string, version: string, data: JsonObject = {}): ConnectorMessage {
  return { type: 'tombstone', stream: 'views', key, version, data };
}

/** A view of an item as the source of `viewSource` gives it. */
export function view(user: string, item: string, more: JsonObject = {}): JsonObject {
  return { time: '2025-03-01T10:00:00Z', user, item, ...more };
}

export const viewMapping = {
  event: {
    modality: 'browsing',
    type: 'view',
    at: 'time',
    user: { customer: 'user', email: 'email' },
    item: 'item',
    value: 'seconds',
    attributes: { url: 'url', shop: 'shop' },
  },
};

export function viewSource(map: unknown = viewMapping) {
  return sourceDeclaration.parse({
    id: 'shop',
    connector: 'scripted',
    config: {},
    streams: [{ name: 'views', map }],
  });
}

/** An ingest over one connector. Waits between tries take no time. */
export function ingestOn(store: Store, connector: Connector, options: Partial<IngestOptions> = {}) {
  return createIngest(store, {
    modalities: defaultModalities(),
    connectors: new ConnectorRegistry([connector]),
    clock: () => NOW,
    baseFolder: import.meta.dirname,
    log: () => undefined,
    retry: { firstDelayMs: 1, maxDelayMs: 1 },
    ...options,
  });
}

export function ingestList(
  store: Store,
  messages: readonly ConnectorMessage[],
  options: Partial<IngestOptions> & { readonly stateEvery?: number } = {},
) {
  const { stateEvery, ...rest } = options;
  const connector = scripted((request) => fromList(messages, request, stateEvery));
  return ingestOn(store, connector, rest);
}

/** Everything that counts, in an order of its own, without what depends on when it came in. */
export async function effective(
  store: Store,
): Promise<Omit<EventRow, 'sequence' | 'receivedAt'>[]> {
  const rows: Omit<EventRow, 'sequence' | 'receivedAt'>[] = [];
  for await (const users of store.events.scanUsers()) {
    for (const events of users.values()) {
      rows.push(...events.map(({ sequence: _, receivedAt: __, ...event }) => event));
    }
  }
  return rows;
}
