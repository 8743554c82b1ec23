import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Services } from '../../resolvers/index.ts';
import { createServer, type Server, type ServerOptions } from '../../server/index.ts';
import { createFixture, type Fixture } from '../resolvers/fixture.ts';

export const TOKEN = 'test-token-0123456789';

/** A real server over the fixture's store. */
export interface Served extends AsyncDisposable {
  readonly fixture: Fixture;
  readonly server: Server;
  /** Faults of the server itself, as whoever runs it is told. */
  readonly faults: unknown[];
  post(body: unknown, more?: InjectOptions): Promise<LightMyRequestResponse>;
}

export async function serve(
  options: Partial<ServerOptions> = {},
  extend: (services: Services) => Partial<Services> = () => ({}),
): Promise<Served> {
  const fixture = await createFixture(3, extend);
  const faults: unknown[] = [];
  const server = await createServer({
    application: { services: fixture.services, ready: async () => true },
    token: TOKEN,
    onError: (error) => faults.push(error),
    ...options,
  });
  return {
    fixture,
    server,
    faults,
    post: (body, more = {}) =>
      server.app.inject({
        method: 'POST',
        url: '/graphql',
        ...more,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'application/json',
          ...more.headers,
        },
        payload: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await fixture[Symbol.asyncDispose]();
    },
  };
}
