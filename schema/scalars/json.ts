import { GraphQLError, GraphQLScalarType, valueFromASTUntyped } from 'graphql';

/** Values whose shape is decided by data: rule trees, attributes, metrics. */
export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description:
    'Any JSON value. Used only where the shape is decided by data, for example rule trees, attributes and metrics.',
  serialize: (value) => value,
  parseValue: finite,
  parseLiteral: (node, variables) => finite(valueFromASTUntyped(node, variables)),
});

function finite(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new GraphQLError('JSON holds finite numbers only.');
  }
  if (Array.isArray(value)) value.forEach(finite);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(finite);
  return value;
}
