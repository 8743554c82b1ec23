import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { key, textArray, unnest } from './unnest.ts';
import type { ExternalId } from './user-resolve.ts';

/** How far ids that appear together make their users one. */
export interface IdentityLimits {
  /** How many ids of a kind one user may have. */
  readonly most: (kind: string) => number;
  /** The places of the entries that no limit applies to. */
  readonly explicit: ReadonlySet<number>;
}

type Entry = readonly ExternalId[];

/** Ids that belong to one user, by kind. */
interface Group {
  readonly kinds: Map<string, Set<string>>;
  /** The group that this one became part of. */
  joined: Group | null;
}

const placeOf = ({ kind, value }: ExternalId) => `${kind}\0${value}`;

/**
 * The entries without the ids that would give a user more ids of a kind than it may have: of such an
 * entry the last id is dropped, and the next, until the rest fits. So a device that two people share
 * stays with the first and does not make them one. What is known when the entries are read decides,
 * and of entries that come together the first.
 * @param entries for each record its ids, the most telling first
 */
export async function withinLimits(
  context: StoreContext,
  entries: readonly Entry[],
  limits: IdentityLimits,
): Promise<Entry[]> {
  const several = entries.filter((entry) => entry.length > 1).flat();
  if (several.length === 0) return [...entries];
  const groups = await knownGroups(context, several);
  const groupOf = (id: ExternalId): Group => {
    let group = groups.get(placeOf(id));
    if (group === undefined) {
      group = { kinds: new Map([[id.kind, new Set([id.value])]]), joined: null };
      groups.set(placeOf(id), group);
    }
    while (group.joined !== null) group = group.joined;
    return group;
  };
  return entries.map((entry, index) => {
    const ids = [...entry];
    const all = () => [...new Set(ids.map(groupOf))];
    if (!limits.explicit.has(index)) while (ids.length > 1 && !fit(all(), limits.most)) ids.pop();
    join(all());
    return ids;
  });
}

/** Whether the groups may become one: it must not have too many ids, unless one of them has already. */
function fit(groups: readonly Group[], most: IdentityLimits['most']): boolean {
  if (groups.length < 2) return true;
  const kinds = new Set(groups.flatMap((group) => [...group.kinds.keys()]));
  return [...kinds].every((kind) => {
    const sets = groups.map((group) => group.kinds.get(kind) ?? new Set<string>());
    const together = new Set(sets.flatMap((set) => [...set])).size;
    return together <= Math.max(most(kind), ...sets.map((set) => set.size));
  });
}

function join([first, ...others]: readonly Group[]): void {
  for (const other of others) {
    other.joined = first!;
    for (const [kind, values] of other.kinds) {
      first!.kinds.set(kind, new Set([...values, ...(first!.kinds.get(kind) ?? [])]));
    }
  }
}

/** The groups of the ids that are known, with everything else that belongs to the same users. */
async function knownGroups(
  context: StoreContext,
  ids: readonly ExternalId[],
): Promise<Map<string, Group>> {
  const distinct = [...new Map(ids.map((id) => [placeOf(id), id])).values()];
  const owners = await context.rows(
    sql<{ root: string }>`select distinct coalesce(u.merged_into, u.user_id) as root
      from ${unnest('external_ids', distinct, {
        kind: key((id) => id.kind),
        value: key((id) => id.value),
      })} join external_ids x on x.kind = input.kind and x.value = input.value
      join users u on u.user_id = x.user_id`,
  );
  const groups = new Map<string, Group>();
  if (owners.length === 0) return groups;
  const roots = textArray(owners.map(({ root }) => root));
  // `lateral ... offset 0` reads user by user through the index, as in `effectiveEvents`.
  const rows = await context.rows(
    sql<ExternalId & { root: string }>`select members.root, x.kind, x.value from (
        select user_id, user_id as root from users where user_id = any(${roots})
        union all select user_id, merged_into from users where merged_into = any(${roots})
      ) members cross join lateral (
        select kind, value from external_ids where external_ids.user_id = members.user_id offset 0
      ) x`,
  );
  const byRoot = new Map<string, Group>();
  for (const { root, kind, value } of rows) {
    const group = byRoot.get(root) ?? { kinds: new Map<string, Set<string>>(), joined: null };
    byRoot.set(root, group);
    group.kinds.set(kind, (group.kinds.get(kind) ?? new Set()).add(value));
    groups.set(placeOf({ kind, value }), group);
  }
  return groups;
}
