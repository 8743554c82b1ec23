import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** Sequences and counts outgrow GraphQL's 32-bit Int. */
export const SafeInteger = new GraphQLScalarType<number, number>({
  name: 'SafeInteger',
  description:
    'A whole number of up to 53 bits, as a JSON number. Used for sequences and counts that outgrow `Int`.',
  serialize: check,
  parseValue: check,
  parseLiteral: (node) => check(node.kind === Kind.INT ? Number(node.value) : null),
});

function check(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new GraphQLError('SafeInteger must be a whole number between -2^53 and 2^53.');
  }
  return value;
}
