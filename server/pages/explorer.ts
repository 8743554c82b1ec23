import { readFileSync } from 'node:fs';
import { type Page, pageOf } from './page.ts';

const WELCOME = `# Ask on the left, read on the right. The book icon opens the documentation of every type.
query Segments {
  segments(first: 10) {
    nodes {
      id
      name
      description
      size
    }
  }
}
`;

/** Nothing from outside; the editor needs inline parts and workers made from its own text. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * GraphiQL in one page that works without any network but this server. The package holds the editor as
 * text, seventy megabytes in memory, so it is loaded with the first page.
 */
export async function explorerPage(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const access = readFileSync(new URL('./explorer-access.html', import.meta.url), 'utf8');
  const html = renderGraphiQL({
    endpoint: '/graphql',
    title: 'Portrait API explorer',
    defaultQuery: WELCOME,
    subscriptionsProtocol: 'WS',
  });
  // A function as replacement: the script's text may hold `$` patterns.
  return pageOf(
    html.trimStart().replace('<head>', (head) => `${head}${access}`),
    POLICY,
  );
}
