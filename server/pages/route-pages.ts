import type { FastifyInstance } from 'fastify';
import { explorerPage } from './explorer.ts';
import { type Page, sendPage } from './page.ts';
import { startPage } from './start-page.ts';

/** Pages for people. They hold no data and no token: what they show they ask for with the token. */
export function routePages(app: FastifyInstance): void {
  const start = startPage();
  // Nine megabytes of editor: made when somebody first wants it.
  let explorer: Page | null = null;
  app.get('/', (request, reply) => sendPage(request, reply, start));
  app.get('/explorer', async (request, reply) => {
    explorer ??= await explorerPage();
    return sendPage(request, reply, explorer);
  });
}
