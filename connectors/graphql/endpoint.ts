import type { ConnectorContext } from '../contract/connector.ts';
import {
  ConnectorConfigError,
  type ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { withRetries } from '../kit/back-off.ts';
import { withoutSecrets } from '../kit/secret.ts';
import type { GraphqlConfig } from './config.ts';
import { type GraphqlProblem, problemsOf } from './graphql-errors.ts';
import { isObject } from './paths.ts';

/** What an API answers to a query; `data` is null where the request as a whole failed. */
export interface Answer {
  readonly data: JsonObject | null;
  readonly problems: readonly GraphqlProblem[];
}

/** A GraphQL API, asked by POST as "GraphQL over HTTP" has it. */
export class Endpoint {
  constructor(
    readonly config: GraphqlConfig,
    readonly context: ConnectorContext,
  ) {}

  /** Asks once. @throws {ConnectorError} where there is no GraphQL answer */
  async once(query: string, variables: JsonObject): Promise<Answer> {
    const { url, headers, timeoutSeconds } = this.config;
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          ...headers,
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json;q=0.9',
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.any([timeout, this.context.signal]),
      });
      return this.#answerOf(response, await response.text());
    } catch (error) {
      if (this.context.signal.aborted) throw this.context.signal.reason;
      throw connectorError(error, url, timeout.aborted ? timeoutSeconds : null);
    }
  }

  /**
   * Asks and reads the answer, again with growing pauses while the API is away or busy.
   * @param read throws a `ConnectorRetryableError` where the answer says to come back later
   */
  ask<Result>(
    query: string,
    variables: JsonObject,
    read: (answer: Answer) => Result,
  ): Promise<Result> {
    return withRetries(async () => read(await this.once(query, variables)), this.context.signal);
  }

  /** The headers' values, and the token alone of one such as `Bearer …`. */
  get #secrets(): string[] {
    const values = Object.values(this.config.headers);
    return [...values, ...values.map((value) => value.replace(/^\S+ /, ''))];
  }

  #answerOf(response: Response, text: string): Answer {
    const { url } = this.config;
    let body: Json;
    try {
      body = JSON.parse(text);
    } catch {
      body = null;
    }
    if (isObject(body) && (body.data !== undefined || Array.isArray(body.errors))) {
      const { data = null } = body;
      const problems = problemsOf(body.errors).map((problem) => ({
        ...problem,
        message: withoutSecrets(problem.message, this.#secrets),
      }));
      const isTold = response.ok || problems.some(({ code }) => code !== '');
      if (isTold || response.status === 400)
        return { data: isObject(data) ? data : null, problems };
    }
    throw statusError(response, url);
  }
}

function statusError(response: Response, url: string): ConnectorError {
  const { status } = response;
  const type = response.headers.get('content-type')?.split(';')[0] ?? 'no content type';
  if (status === 401 || status === 403) {
    return new ConnectorConfigError(
      `${url} does not let us in (${status}); mend the \`headers\`, for example authorization.`,
    );
  }
  if (status === 429 || status >= 500 || status === 408) {
    const asked = Number(response.headers.get('retry-after') ?? Number.NaN);
    return new ConnectorRetryableError(`${url} is busy or away (${status}).`, {
      retryAfterMs: Number.isFinite(asked) ? asked * 1000 : undefined,
    });
  }
  if (status >= 300) {
    return new ConnectorConfigError(
      `${url} answers with ${status}; mend \`url\`: it must be where the API takes queries by POST.`,
    );
  }
  if (/json/.test(type)) {
    return new ConnectorRetryableError(`${url} broke off within its answer, or sent no GraphQL.`);
  }
  return new ConnectorConfigError(
    `${url} answers with ${type}, not with JSON; mend \`url\`: it must be where the API takes queries.`,
  );
}

function connectorError(error: unknown, url: string, timedOutAfter: number | null): unknown {
  if (timedOutAfter !== null) {
    return new ConnectorRetryableError(
      `${url} took longer than ${timedOutAfter} s; ask for fewer rows a page, or raise \`timeoutSeconds\`.`,
    );
  }
  if (!(error instanceof TypeError)) return error;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
  if (/CERT|SELF_SIGNED|ALTNAME/.test(code)) {
    return new ConnectorFatalError(`${url} shows a certificate that is not trusted (${code}).`);
  }
  return new ConnectorRetryableError(
    `Nothing answers at ${url} (${code}): is the address right, does a firewall let it through?`,
  );
}
