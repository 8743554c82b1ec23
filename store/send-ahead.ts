import type { CompiledQuery } from 'kysely';

const ahead = new WeakSet<CompiledQuery>();

/**
 * Says of a statement of a transaction that nobody needs its answer. Where there is one session to send
 * to, what comes next is then sent right behind it; what it failed with ends what comes next, at the latest
 * the commit.
 */
export function sendAhead(query: CompiledQuery): CompiledQuery {
  ahead.add(query);
  return query;
}

export function isSentAhead(query: CompiledQuery): boolean {
  return ahead.has(query);
}
