import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const ISO = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const EXAMPLE = '2026-01-31T12:00:00Z';

/**
 * An instant: ISO 8601 outside, milliseconds since the epoch inside. Written out plainly because
 * every profile, event and membership carries several: general date scalars cost a third of the time.
 */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description: `An instant as ISO 8601 with its offset from UTC, for example \`${EXAMPLE}\`. Answers are in UTC.`,
  serialize: (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new GraphQLError('An instant in the answer is not a number of milliseconds.');
    }
    return new Date(value).toISOString();
  },
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
});

function parse(value: unknown): number {
  const parts = typeof value === 'string' ? ISO.exec(value) : null;
  const instant = parts ? Date.parse(parts[0]) : Number.NaN;
  // Date.parse rolls 30 February over into March; a day that does not exist is a mistake.
  const day = parts ? new Date(`${parts[1]}T00:00:00Z`) : null;
  if (Number.isNaN(instant) || !day || day.toISOString().slice(0, 10) !== parts?.[1]) {
    throw new GraphQLError(`DateTime must be ISO 8601 with an offset, for example ${EXAMPLE}.`);
  }
  return instant;
}
