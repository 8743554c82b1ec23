import { readFileSync } from 'node:fs';
import { type Page, pageOf, sourceHashes } from './page.ts';

/** The page at `/`: one question for each kind of user, run on the shop's own data. */
export function startPage(): Page {
  const html = readFileSync(new URL('./start-page.html', import.meta.url), 'utf8');
  const policy = [
    "default-src 'none'",
    `script-src ${sourceHashes(html, 'script')}`,
    `style-src ${sourceHashes(html, 'style')}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return pageOf(html, policy);
}
