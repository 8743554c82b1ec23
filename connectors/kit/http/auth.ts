/** What a request shows to be let in. */
export interface Credentials {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** How a client signs in. */
export interface Auth {
  /** Credentials for the next request. */
  credentials(): Credentials | Promise<Credentials>;
  /** Called after a 401: forgets what was refused, and says whether there is anything new to try. */
  renew?(refused: Credentials): boolean | Promise<boolean>;
}

export function bearer(token: string): Auth {
  return { credentials: () => ({ headers: { authorization: `Bearer ${token}` } }) };
}

export function basic(user: string, password: string): Auth {
  const encoded = Buffer.from(`${user}:${password}`).toString('base64');
  return { credentials: () => ({ headers: { authorization: `Basic ${encoded}` } }) };
}

export function apiKeyHeader(name: string, key: string): Auth {
  return { credentials: () => ({ headers: { [name.toLowerCase()]: key } }) };
}

/** A key in the address. It is kept out of messages and of stored links to further pages. */
export function apiKeyQuery(name: string, key: string): Auth {
  return { credentials: () => ({ query: { [name]: key } }) };
}
