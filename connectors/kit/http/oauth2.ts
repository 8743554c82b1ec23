import { ConnectorConfigError, ConnectorRetryableError } from '../../contract/errors.ts';
import type { Auth, Credentials } from './auth.ts';
import { type ClientScope, HttpClient } from './http-client.ts';
import type { HttpSettings } from './settings.ts';

export interface OAuth2Options {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs in by this refresh token; by the client's own credentials where absent. */
  readonly refreshToken?: string;
  readonly scope?: string;
}

/** A token is renewed so long before it ends. */
const MARGIN_MS = 30_000;

/**
 * OAuth 2 (RFC 6749, sections 4.4 and 6): fetches an access token when one is needed, renews it before
 * it ends and after the source refuses it. Requests that wait for a token wait for the same one.
 */
export function oauth2(options: OAuth2Options, settings: HttpSettings, scope: ClientScope): Auth {
  const { tokenUrl, clientId, clientSecret } = options;
  // The request that wants a token is tried again as a whole; no tries within tries.
  const once = { ...scope, backOff: { ...scope.backOff, attempts: 1 } };
  const client = new HttpClient({ ...settings, baseUrl: tokenUrl }, once);
  let refreshToken = options.refreshToken;
  let current: Promise<{ token: string; endsAt: number }> | null = null;

  async function fetchToken() {
    const form = new URLSearchParams({ client_id: clientId, client_secret: clientSecret });
    form.set('grant_type', refreshToken === undefined ? 'client_credentials' : 'refresh_token');
    if (refreshToken !== undefined) form.set('refresh_token', refreshToken);
    if (options.scope !== undefined) form.set('scope', options.scope);
    const { pathname, search } = new URL(tokenUrl);
    const request = { path: `${pathname}${search}`, method: 'POST', body: form } as const;
    const answer = (await client.request(request)).body as Record<string, unknown> | null;
    if (typeof answer?.access_token !== 'string') {
      throw new ConnectorConfigError(`${pathname} answers without an access_token.`);
    }
    // Some servers give a new refresh token with each use and end the old one.
    if (typeof answer.refresh_token === 'string') refreshToken = answer.refresh_token;
    const seconds = Number(answer.expires_in ?? 3_600);
    // By a clock that never jumps; short-lived tokens are used for half their time at least.
    const usable = Math.max(seconds * 1000 - MARGIN_MS, seconds * 500, 1000);
    return { token: answer.access_token, endsAt: performance.now() + usable };
  }

  async function token(): Promise<string> {
    current ??= fetchToken();
    const mine = current;
    try {
      const { token: found, endsAt } = await mine;
      if (performance.now() < endsAt) return found;
    } catch (error) {
      if (current === mine) current = null;
      throw signInProblem(error);
    }
    if (current === mine) current = null;
    return token();
  }

  return {
    credentials: async () => ({ headers: { authorization: `Bearer ${await token()}` } }),
    renew: async ({ headers }: Credentials) => {
      // Another request may have renewed it already: then there is something new to try as well.
      const known = await current?.catch(() => null);
      if (headers?.authorization === `Bearer ${known?.token}`) current = null;
      return true;
    },
  };
}

function signInProblem(error: unknown): unknown {
  if (error instanceof ConnectorRetryableError || !(error instanceof ConnectorConfigError)) {
    return error;
  }
  return new ConnectorConfigError(
    `Signing in failed: ${error.message} Mend the client id, its secret or the refresh token.`,
    { cause: error },
  );
}
