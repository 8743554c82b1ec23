import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { measureOperation } from './measure.ts';

/** How much one operation may ask for. */
export interface Limits {
  readonly maximumDepth: number;
  readonly maximumCost: number;
}

export const DEFAULT_LIMITS: Limits = { maximumDepth: 12, maximumCost: 50_000 };

/** Why an operation is too large to run, saying by how much and what to do; null where it is not. */
export function checkLimits(
  limits: Limits,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  const { depth, cost } = measureOperation(schema, operation, fragments, variables);
  if (depth > limits.maximumDepth) {
    return tooLarge(
      'QUERY_TOO_DEEP',
      `The query is ${depth} levels deep; ${limits.maximumDepth} are allowed. Ask in several steps, by id.`,
    );
  }
  if (cost > limits.maximumCost) {
    return tooLarge(
      'QUERY_TOO_COSTLY',
      `The query may answer about ${Math.round(cost)} values; ${limits.maximumCost} are allowed. Ask for fewer rows (first) or fewer fields.`,
    );
  }
  return null;
}

const tooLarge = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
