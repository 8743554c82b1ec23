import { request } from 'node:http';
import type { ReferenceConfig } from '../../../../connectors/conformance/hostile/reference-connector.ts';
import {
  ConnectorConfigError,
  ConnectorFatalError,
  type ConnectorMessage,
  ConnectorRetryableError,
  HttpClient,
  type OpenScope,
  oauth2,
} from '../../../../connectors/index.ts';
import { type Defects, misjudging, replaced, rewritten, spoilt } from './defect.ts';
import { NaiveClient, type Naivety } from './naive-client.ts';

const auth = (config: ReferenceConfig, scope: OpenScope) =>
  oauth2({ ...config, tokenUrl: `${config.baseUrl}/token` }, config, scope);

/** The reference connector with a client of its own that leaves one thing out. */
const naive = (naivety: Naivety) => () =>
  spoilt({ open: (config, scope) => new NaiveClient(config, auth(config, scope), scope, naivety) });

const says = (error: Error, status: number) => error.message.includes(`status ${status}`);

export const networkDefects: Defects = {
  'abort-ends-waiting': () =>
    replaced(({ read }) => ({
      read: (config, asked, context) =>
        read(config, asked, { ...context, signal: new AbortController().signal }),
    })),
  'early-close-frees': () =>
    replaced(({ read }) => ({
      read: async function* (config, ...rest) {
        // An upload that is begun and never ended, nor let go of.
        const left = request(`${config.baseUrl}/by-page`, { method: 'POST' });
        left.on('error', () => undefined).write('{');
        yield* read(config, ...rest);
      },
    })),
  'back-pressure': () =>
    rewritten(async function* (messages) {
      const all: ConnectorMessage[] = [];
      for await (const message of messages) all.push(message);
      yield* all;
    }),
  'reads-independent': () => {
    const underWay = new Map<string, number>();
    return rewritten(async function* (messages, [{ baseUrl }]) {
      const others = underWay.get(baseUrl) ?? 0;
      underWay.set(baseUrl, others + 1);
      try {
        let count = 0;
        for await (const message of messages) {
          if (message.type === 'record') count += 1;
          if (others === 0 || count < 20) yield message;
        }
      } finally {
        underWay.set(baseUrl, (underWay.get(baseUrl) ?? 1) - 1);
      }
    });
  },
  'storm-429': () =>
    misjudging(
      (error) => (error.retryAfterMs === 0 ? new ConnectorFatalError('Asked too often.') : error),
      1,
    ),
  'storm-503': () =>
    misjudging((error, hasRead) => (hasRead && says(error, 503) ? null : error), 1),
  'retry-after': () =>
    misjudging(
      (error) => (says(error, 429) ? new ConnectorRetryableError('Asked too often.') : error),
      1,
    ),
  'source-away': () =>
    misjudging((error, hasRead) =>
      !hasRead && says(error, 503) ? new ConnectorConfigError('The source is away.') : error,
    ),
  'credentials-refused': () =>
    misjudging((error) => (says(error, 401) ? new ConnectorRetryableError('Not let in.') : error)),
  'token-renewed': () =>
    spoilt({
      open: (config, scope) => {
        const { credentials } = auth(config, scope);
        return new HttpClient(config, scope, { auth: { credentials } });
      },
    }),
  'hung-connection': naive({ waitsForEver: 'answer' }),
  'stalled-body': naive({ waitsForEver: 'body' }),
  'broken-connection': naive({ takesForEmpty: 'half an answer' }),
  'wrong-content-type': naive({ takesForEmpty: 'another type' }),
  'broken-json': naive({ takesForEmpty: 'no JSON' }),
  'endless-body': naive({ readsOn: true }),
  'secrets-hidden': () =>
    replaced(({ discover }) => ({
      discover: (config, context) => {
        context.log(`Signing in with ${config.clientSecret}`);
        return discover(config, context);
      },
    })),
};

export const unspoiltNaive = naive({});
