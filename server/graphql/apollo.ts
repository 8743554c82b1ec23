import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../resolvers/index.ts';
import { isInternal, maskError } from '../errors/mask-error.ts';
import { checkLimits, type Limits } from '../limits/check-limits.ts';
import type { Metrics } from '../metrics.ts';

/** What a GraphQL request over HTTP carries besides what resolvers need. */
export interface HttpContext extends RequestContext {
  readonly requestId: string;
}

const MAXIMUM_TOKENS = 5_000;

/** Apollo Server with limits, masked errors and no telemetry; not started yet. */
export function createApollo(options: {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly onError: (error: unknown, requestId: string) => void;
}): ApolloServer<HttpContext> {
  return new ApolloServer<HttpContext>({
    schema: options.schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAXIMUM_TOKENS },
    formatError: maskError,
    plugins: [
      // Both of them come by default: one wraps every resolver, the other loads a page from outside.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      requestPlugin(options),
    ],
  });
}

function requestPlugin({
  schema,
  limits,
  metrics,
  onError,
}: Parameters<typeof createApollo>[0]): ApolloServerPlugin<HttpContext> {
  return {
    requestDidStart: async () => {
      const started = performance.now();
      return {
        didResolveOperation: async ({ document, operation, request }) => {
          const variables = request.variables ?? {};
          const problem = operation && checkLimits(limits, schema, document, operation, variables);
          if (problem) throw problem;
        },
        didEncounterErrors: async ({ errors, contextValue }) => {
          for (const error of errors) {
            if (isInternal(error)) onError(error.originalError ?? error, contextValue.requestId);
          }
        },
        willSendResponse: async ({ response, contextValue }) => {
          metrics.operation(performance.now() - started);
          if (response.body.kind !== 'single' || !response.body.singleResult.errors) return;
          const { errors } = response.body.singleResult;
          for (const { extensions } of errors) metrics.error(String(extensions?.code));
          response.body.singleResult.errors = errors.map((error) => ({
            ...error,
            extensions: { ...error.extensions, requestId: contextValue.requestId },
          }));
        },
      };
    },
  };
}
