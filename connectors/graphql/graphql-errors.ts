import {
  ConnectorConfigError,
  type ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import { isObject } from '../kit/paths.ts';

/** One entry of `errors` in an answer, as far as it is understood. */
export interface GraphqlProblem {
  readonly message: string;
  /** `extensions.code`, or what else APIs call it; empty where there is none. */
  readonly code: string;
  /** Which field failed; null where the request as a whole did. */
  readonly path: readonly (string | number)[] | null;
}

const MEND =
  /UNAUTH|FORBIDDEN|ACCESS_DENIED|VALIDATION|PARSE|BAD_USER_INPUT|BAD_REQUEST|TOO_(DEEP|COSTLY)|PERSISTED|OPERATION_RESOLUTION|NOT_FOUND|undefinedField|argument/;
const WAIT = /THROTTLED|RATE_?LIMIT|TOO_MANY|INTERNAL|UNAVAILABLE|TIMEOUT|DOWNSTREAM|NOT_READY/;
const SHOWN = 300;

/** The `errors` of an answer; unreadable entries count as errors without a code. */
export function problemsOf(errors: Json | undefined): GraphqlProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: Json) => {
    const entry = isObject(error) ? error : {};
    const extensions = isObject(entry.extensions) ? entry.extensions : {};
    const code = extensions.code ?? entry.type ?? extensions.type ?? '';
    return {
      message: typeof entry.message === 'string' ? entry.message : '',
      code: typeof code === 'string' ? code : '',
      path: Array.isArray(entry.path) ? (entry.path as (string | number)[]) : null,
    };
  });
}

/**
 * What an error of a whole answer means for the caller. A resolver's words may quote a record, so the
 * server's message is shown only of requests that were refused before anything was read.
 */
export function errorOf(problem: GraphqlProblem, url: string): ConnectorError {
  const { code, path } = problem;
  const field = path === null ? '' : ` at ${path.join('.')}`;
  if (WAIT.test(code)) {
    return new ConnectorRetryableError(`${url} cannot answer for now (${code}${field}).`);
  }
  // What fails before anything is read (no path) and has no code is a query that the schema refuses.
  if (MEND.test(code) || (code === '' && path === null)) {
    const said = path === null ? `: ${problem.message.slice(0, SHOWN)}` : '.';
    return new ConnectorConfigError(
      `${url} refuses the query (${code || 'no code'}${field})${said} Mend the query, its variables or the headers.`,
    );
  }
  if (code === '') return new ConnectorRetryableError(`${url} failed${field} without a code.`);
  return new ConnectorFatalError(
    `${url} failed${field} with ${code}; look that code up in the API's documentation.`,
  );
}
