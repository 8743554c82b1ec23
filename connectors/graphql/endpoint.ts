import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorRetryableError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { withRetries } from '../kit/back-off.ts';
import { networkProblem, statusProblem } from '../kit/http/problems.ts';
import { jsonOf, readBody } from '../kit/http/read-body.ts';
import { isObject } from '../kit/paths.ts';
import { withoutSecrets } from '../kit/secret.ts';
import type { GraphqlConfig } from './config.ts';
import { type GraphqlProblem, problemsOf } from './graphql-errors.ts';

/** What an API answers to a query; `data` is null where the request as a whole failed. */
export interface Answer {
  readonly data: JsonObject | null;
  readonly problems: readonly GraphqlProblem[];
}

/**
 * A GraphQL API, asked by POST as "GraphQL over HTTP" has it. Unlike the kit's client, it reads the
 * body of an answer that is no success as well: that is where GraphQL says what is wrong.
 */
export class Endpoint {
  /** The address without its query, for messages. */
  readonly place: string;

  constructor(
    readonly config: GraphqlConfig,
    readonly context: ConnectorContext,
  ) {
    const { origin, pathname } = new URL(config.url);
    this.place = `${origin}${pathname}`;
  }

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
      return await this.#answerOf(response);
    } catch (error) {
      if (this.context.signal.aborted) throw this.context.signal.reason;
      if (!timeout.aborted) throw networkProblem(error, this.place);
      throw new ConnectorRetryableError(
        `${this.place} took longer than ${timeoutSeconds} s; ask for fewer rows a page, or raise \`timeoutSeconds\`.`,
      );
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

  async #answerOf(response: Response): Promise<Answer> {
    const limits = {
      maxBytes: this.config.maxBodyMegabytes * 2 ** 20,
      onBytes: () => undefined,
    };
    const bytes = await readBody(response, this.place, limits);
    const failure = response.ok ? null : statusProblem(response, this.place, this.context.now());
    let body: Json;
    try {
      body = jsonOf(response, bytes, this.place);
    } catch (error) {
      throw failure ?? error;
    }
    const errors = isObject(body) ? problemsOf(body.errors) : [];
    const data = isObject(body) && isObject(body.data) ? body.data : null;
    // Codes say more than a status; a status says more than errors without codes, but for a bad request.
    const isTold = errors.some(({ code }) => code !== '') || response.status === 400;
    if (failure !== null && !(errors.length > 0 && isTold)) throw failure;
    if (data === null && errors.length === 0) {
      throw new ConnectorRetryableError(
        `${this.place} answers with JSON that is no answer of GraphQL; mend \`url\` if it stays so.`,
      );
    }
    return { data, problems: errors.map((problem) => this.#withoutSecrets(problem)) };
  }

  /** Without the headers' values, and the token alone of one such as `Bearer …`. */
  #withoutSecrets(problem: GraphqlProblem): GraphqlProblem {
    const values = Object.values(this.config.headers);
    const secrets = [...values, ...values.map((value) => value.replace(/^\S+ /, ''))];
    return { ...problem, message: withoutSecrets(problem.message, secrets) };
  }
}
