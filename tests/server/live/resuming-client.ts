import { setTimeout as sleep } from 'node:timers/promises';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { TOKEN } from '../serve.ts';

type Event = { readonly data?: Record<string, { readonly sequence: number }> | null };

/** Ways to carry a subscription. */
export type Transport = 'socket' | 'stream';

export interface OpenSubscription {
  readonly events: AsyncIterableIterator<Event>;
  dispose(): void;
}

/** Opens one subscription on a connection of its own, which is not tried again. */
export function openSubscription(
  transport: Transport,
  port: number,
  query: string,
  variables: Record<string, unknown>,
): OpenSubscription {
  if (transport === 'stream') {
    const client = createStreamClient({
      url: `http://127.0.0.1:${port}/graphql/stream`,
      headers: { authorization: `Bearer ${TOKEN}` },
      retryAttempts: 0,
    });
    return { events: client.iterate({ query, variables }) as never, dispose: client.dispose };
  }
  const client = createSocketClient({
    url: `ws://127.0.0.1:${port}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${TOKEN}` },
    retryAttempts: 0,
  });
  return {
    events: client.iterate({ query, variables }) as never,
    dispose: () => void client.dispose(),
  };
}

/**
 * What a frontend does: keeps the last sequence it has seen, and after a break goes on from it. The
 * connection is made anew over the other transport each time.
 */
export class ResumingClient {
  readonly seen: number[] = [];
  breaks = 0;
  #ended = false;

  constructor(
    private readonly port: number,
    private readonly field: 'profileChanged' | 'segmentMembershipChanged',
  ) {}

  /** Takes changes until it is told to end. */
  async run(): Promise<void> {
    const query = `subscription ($after: SafeInteger) { ${this.field}(afterSequence: $after) { sequence } }`;
    while (!this.#ended) {
      const transport = this.breaks % 2 === 0 ? 'socket' : 'stream';
      const open = openSubscription(transport, this.port, query, { after: this.seen.at(-1) ?? 0 });
      try {
        for await (const { data } of open.events) {
          if (data) this.seen.push(data[this.field]!.sequence);
          if (this.#ended) break;
        }
      } catch {
        // Cut: what was taken counts, the rest comes again.
      }
      open.dispose();
      this.breaks += 1;
      await sleep(5);
    }
  }

  end(): void {
    this.#ended = true;
  }
}
