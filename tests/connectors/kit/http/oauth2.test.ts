import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HttpClient, oauth2 } from '../../../../connectors/index.ts';
import { api, scope, sendJson, settings } from './api.ts';

/** An API behind tokens of its own: each token is good for `uses` requests. */
async function guarded(uses: number) {
  const forms: URLSearchParams[] = [];
  let left = 0;
  const source = await api(async (request, response) => {
    if (request.url === '/token') {
      let body = '';
      for await (const chunk of request) body += chunk;
      forms.push(new URLSearchParams(body));
      left = uses;
      const answer = {
        access_token: `token-${forms.length}`,
        refresh_token: `next-${forms.length}`,
      };
      return sendJson(response, answer);
    }
    const isGood = request.headers.authorization === `Bearer token-${forms.length}` && left > 0;
    left -= 1;
    return isGood ? sendJson(response, 'in') : response.writeHead(401).end();
  });
  const options = { tokenUrl: `${source.baseUrl}/token`, clientId: 'me', clientSecret: 's3cret' };
  const open = (more = {}) => {
    const config = settings(source.baseUrl);
    return new HttpClient(config, scope(), {
      auth: oauth2({ ...options, ...more }, config, scope()),
    });
  };
  return { open, forms };
}

describe('oauth2', () => {
  it('fetches one token for requests that come together', async () => {
    const { open, forms } = await guarded(100);
    const http = open({ scope: 'orders' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => http.get('x')));
    assert.ok(answers.every(({ body }) => body === 'in'));
    assert.deepEqual(
      forms.map((form) => Object.fromEntries(form)),
      [
        {
          client_id: 'me',
          client_secret: 's3cret',
          grant_type: 'client_credentials',
          scope: 'orders',
        },
      ],
    );
  });

  it('renews a refused token once, by the newest refresh token', async () => {
    const { open, forms } = await guarded(1);
    const http = open({ refreshToken: 'first' });
    for (let request = 0; request < 3; request += 1) await http.get('x');
    assert.deepEqual(
      forms.map((form) => form.get('refresh_token')),
      ['first', 'next-1', 'next-2'],
    );
    const never = await guarded(0);
    await assert.rejects(never.open().get('x'), /does not accept the credentials/);
    assert.equal(never.forms.length, 2);
  });

  it('says that signing in failed, without the secret', async () => {
    const { baseUrl } = await api((_, response) => response.writeHead(400).end('s3cret'));
    const config = settings(baseUrl);
    const auth = oauth2(
      { tokenUrl: `${baseUrl}/token`, clientId: 'me', clientSecret: 's3cret' },
      config,
      scope(),
    );
    await assert.rejects(new HttpClient(config, scope(), { auth }).get('x'), (error: Error) => {
      assert.equal(error.name, 'ConnectorConfigError');
      assert.match(error.message, /^Signing in failed: .*client id, its secret/);
      return !error.message.includes('s3cret');
    });
  });
});
