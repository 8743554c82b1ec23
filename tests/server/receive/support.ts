import { defaultConnectors } from '../../../connectors/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import {
  createIngest,
  type RejectionReason,
  type ReplayReport,
  sourceDeclaration,
} from '../../../ingest/index.ts';
import type { Services } from '../../../resolvers/index.ts';
import { createServer, PushSources } from '../../../server/index.ts';
import type { EventRow, Store } from '../../../store/index.ts';
import { effective } from '../../ingest/support.ts';
import { openTestStore } from '../../support/store.ts';
import { TOKEN } from '../serve.ts';

export const KEY = 'write-key-of-the-web-shop';

/** A real server that listens, over a store of its own, with sources that events are sent to. */
export interface Listening extends AsyncDisposable {
  readonly address: string;
  readonly store: Store;
  /** Takes in again what was kept aside of a source, for a reason. */
  replay(sourceId: string, reason?: RejectionReason): Promise<ReplayReport>;
  readonly faults: unknown[];
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** What counts, by time. */
  events(): Promise<Omit<EventRow, 'sequence' | 'receivedAt'>[]>;
}

/**
 * @param sources as they stand in portrait.yaml
 * @param between put between the ingest and its store, to fail on purpose
 */
export async function listen(
  sources: readonly unknown[],
  options: {
    readonly clock?: () => number;
    readonly between?: (store: Store) => Store;
    /** An open store to take in to, which the server closes; an empty one if nothing is said. */
    readonly into?: Store;
    readonly heldBackMs?: () => number;
  } = {},
): Promise<Listening> {
  const { clock = Date.now, between = (store) => store } = options;
  const store = options.into ?? (await openTestStore({ kind: 'embedded', clock }));
  const faults: unknown[] = [];
  const ingest = createIngest(between(store), {
    modalities: defaultModalities(),
    connectors: defaultConnectors(),
    clock,
    baseFolder: import.meta.dirname,
    log: () => undefined,
    ...(options.heldBackMs && { heldBackMs: options.heldBackMs }),
  });
  const declared = sources.map((source) => sourceDeclaration.parse(source));
  const push = await PushSources.open(declared, defaultConnectors(), ingest);
  // The addresses that are sent to stand on these services alone.
  const services = {
    store,
    ingest,
    clock,
    onBackgroundError: (error: unknown) => faults.push(error),
  };
  const server = await createServer({
    application: { services: services as unknown as Services, ready: async () => true },
    token: TOKEN,
    push,
    onError: (error) => faults.push(error),
  });
  const address = await server.listen();
  return {
    address,
    store,
    replay: (sourceId, reason = 'quarantined') => ingest.replay(declared, { sourceId, reason }),
    faults,
    post: (path, body, headers = {}) =>
      fetch(`${address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: (typeof body === 'string' || Buffer.isBuffer(body)
          ? body
          : JSON.stringify(body)) as BodyInit,
      }),
    events: async () => {
      const rows = await effective(store);
      return rows.sort((left, right) => left.at - right.at || left.part - right.part);
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await store.close();
    },
  };
}

export function webSource(config: Readonly<Record<string, unknown>> = {}, more: object = {}) {
  return { id: 'web', connector: 'http', config: { writeKeys: [KEY], ...config }, ...more };
}

export const basic = (key = KEY): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
});
