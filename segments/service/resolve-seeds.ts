import type { Store } from '../../store/index.ts';
import { nearestName } from '../nearest-name.ts';
import { RuleError, type RuleProblem } from '../rules/rule-error.ts';
import type { Resemblance, ScoredAsk } from '../scored/scored-ask.ts';

const USERS_AT_ONCE = 500;
/** More members than this are a segment to describe by a rule, not by what its members resemble. */
const MOST_MEMBERS = 5000;
const PROBLEMS_TOLD = 10;

/**
 * What is asked for with users by the ids that they go by.
 * @param asking the segment that asks, which cannot be its own seed; null for one that has no id yet
 * @throws {RuleError} for users and segments that are not there
 */
export async function resolveSeeds(
  store: Store,
  ask: ScoredAsk,
  asking: string | null,
): Promise<ScoredAsk> {
  if (!('like' in ask)) return ask;
  const { users, segment } = ask.like;
  if (segment !== undefined) {
    const ids = (await store.segments.all()).map(({ id }) => id).filter((id) => id !== asking);
    if (!ids.includes(segment)) {
      const message = 'there is no other segment of the id that is given';
      const suggestion = nearestName(segment, ids);
      throw new RuleError([{ path: 'like.segment', message, suggestion }], 'segment');
    }
  }
  if (users === undefined) return ask;
  const found = await Promise.all(users.map((text) => findUser(store, text)));
  const problems = found.flatMap((userId, at): RuleProblem[] => {
    // The id that was given may be a person's own, so it stays out of the message.
    const message = 'nobody is known by this id; give a user id, or an external id as kind:value';
    return userId === null ? [{ path: `like.users[${at}]`, message, suggestion: null }] : [];
  });
  if (problems.length > 0) {
    const rest = problems.length - PROBLEMS_TOLD;
    const more = `${rest} more of the ${users.length} users are unknown`;
    const told = problems.slice(0, PROBLEMS_TOLD);
    if (rest > 0) told.push({ path: 'like.users', message: more, suggestion: null });
    throw new RuleError(told, 'segment');
  }
  const known = [...new Set(found.flatMap((userId) => userId ?? []))].sort();
  return { ...ask, like: { ...ask.like, users: known } };
}

/**
 * The users to learn from now, and how many of those who were given are nobody any more.
 * @throws {RuleError} for a segment with too many members
 */
export async function seedsNow(
  store: Store,
  { users, segment }: Resemblance,
): Promise<{ readonly seedIds: readonly string[]; readonly gone: number }> {
  if (segment !== undefined) return { seedIds: await membersOf(store, segment), gone: 0 };
  const given = users ?? [];
  const canonical = await store.users.canonical(given);
  const ids = [...new Set(given.map((id) => canonical.get(id) ?? id))];
  const there = await store.users.exists(ids);
  return {
    seedIds: ids.filter((id) => there.has(id)),
    gone: ids.filter((id) => !there.has(id)).length,
  };
}

async function membersOf(store: Store, segmentId: string): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['memberships']['members']>> =
      await store.memberships.members(segmentId, { first: USERS_AT_ONCE, after });
    found.push(...page.rows.map(({ row }) => row.userId));
    after = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
    if (found.length > MOST_MEMBERS) {
      const message = `has more than ${MOST_MEMBERS} members; name a smaller segment`;
      throw new RuleError([{ path: 'like.segment', message, suggestion: null }], 'segment');
    }
  } while (after !== null);
  return found;
}

async function findUser(store: Store, text: string): Promise<string | null> {
  const colon = text.indexOf(':');
  if (colon > 0) {
    return store.users.find({ kind: text.slice(0, colon), value: text.slice(colon + 1) });
  }
  const canonical = (await store.users.canonical([text])).get(text) ?? text;
  return (await store.users.exists([canonical])).has(canonical) ? canonical : null;
}
