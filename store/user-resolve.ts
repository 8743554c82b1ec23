import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { refuseErased } from './erased-ids.ts';
import { StoreValueError } from './errors.ts';
import { noteChanges } from './event-append.ts';
import { type IdentityLimits, withinLimits } from './identity-limits.ts';
import { integer, key, textArray, unnest } from './unnest.ts';
import { checkKey } from './values.ts';

/** What a source calls a user: for example `{ kind: 'email', value: 'a@example.org' }`. */
export interface ExternalId {
  readonly kind: string;
  readonly value: string;
}

type Entries = readonly (readonly ExternalId[])[];

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** The id of the user that an external id names: `u_` and 20 characters of a hash, in base 32. */
export function userIdOf({ kind, value }: ExternalId): string {
  const bytes = hash('sha256', `${kind}\0${value}`, 'buffer');
  let name = 'u_';
  for (let bit = 0; bit < 100; bit += 5) {
    const two = (bytes[bit >> 3]! << 8) | bytes[(bit >> 3) + 1]!;
    name += ALPHABET[(two >> (11 - (bit & 7))) & 31];
  }
  return name;
}

const placeOf = ({ kind, value }: ExternalId) => `${kind}\0${value}`;

/** What one call is about: each external id with the user that it would belong to if it were new. */
class Resolution {
  readonly externalIds = new Map<string, ExternalId & { userId: string }>();
  readonly names: string[];

  constructor(readonly entries: Entries) {
    this.names = entries.map((entry) => {
      if (entry.length === 0) {
        throw new StoreValueError(
          'A record',
          'has no external id of its user',
          'Map at least one field to a user id, or leave the record out.',
        );
      }
      return userIdOf(entry[0]!);
    });
    entries.forEach((entry, index) => {
      for (const { kind, value } of entry) {
        const place = placeOf({ kind, value });
        if (!this.externalIds.has(place)) {
          this.externalIds.set(place, { kind, value, userId: this.names[index]! });
        }
      }
    });
  }

  input() {
    return unnest('external_ids', [...this.externalIds.values()], {
      kind: key((row) => row.kind),
      value: key((row) => row.value),
      user_id: key((row) => row.userId),
    });
  }

  /** The ids with their places in `externalIds`. */
  places() {
    const ids = [...this.externalIds.values()].map((id, place) => ({ ...id, place }));
    return unnest('external_ids', ids, {
      kind: key((row) => row.kind),
      value: key((row) => row.value),
      place: integer((row) => row.place),
    });
  }
}

/**
 * Reads what is known. An entry all of whose ids belong to one user, the one that its first id names,
 * needs nothing written.
 * @param sourceId the source that must be known to have told these ids; null where none has
 * @returns the user of each such entry; undefined for the others
 */
async function fromKnown(
  context: StoreContext,
  wanted: Resolution,
  sourceId: string | null,
): Promise<(string | undefined)[]> {
  const told =
    sourceId === null
      ? sql`true`
      : sql`exists (select 1 from external_id_sources s
          where s.kind = x.kind and s.value = x.value and s.source_id = ${sourceId})`;
  const { packed } = await context.row(
    sql<{ packed: string }>`select coalesce(json_agg(json_build_array(input.place, x.user_id,
        u.merged_into, ${told})), '[]')::text as packed
      from ${wanted.places()} join external_ids x on x.kind = input.kind and x.value = input.value
      join users u on u.user_id = x.user_id`,
  );
  // One text for all: a row for each id takes most of its time on the way here.
  const owners = JSON.parse(packed) as [
    place: number,
    owner: string,
    into: string | null,
    told: boolean,
  ][];
  const places = [...wanted.externalIds.keys()];
  const rootOf = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [place, owner, mergedInto, isTold] of owners) {
    const root = mergedInto ?? owner;
    names.set(owner, root);
    if (isTold) rootOf.set(places[place]!, root);
  }
  const unnamed = [...new Set(wanted.names)].filter((name) => !names.has(name));
  if (unnamed.length > 0) {
    for (const [name, root] of await rootsOf(context, unnamed)) names.set(name, root);
  }
  return wanted.entries.map((entry, index) => {
    const root = names.get(wanted.names[index]!);
    return entry.every((externalId) => rootOf.get(placeOf(externalId)) === root) ? root : undefined;
  });
}

async function rootsOf(
  context: StoreContext,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await context.rows(
    sql<{ userId: string; root: string }>`select user_id as "userId",
      coalesce(merged_into, user_id) as root from users where user_id = any(${textArray(userIds)})`,
  );
  return new Map(rows.map(({ userId, root }) => [userId, root]));
}

/** Holds the users' canonical identities until the transaction ends, and says what they are by then. */
async function holdRoots(
  context: StoreContext,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  for (;;) {
    const roots = await rootsOf(context, userIds);
    // The embedded store runs one transaction at a time: there is nobody to hold them against.
    if (context.shared.kind === 'embedded') return roots;
    const held = await context.rows(
      sql<{ mergedInto: string | null }>`select merged_into as "mergedInto" from users
        where user_id = any(${textArray([...new Set(roots.values())])})
        order by user_id for no key update`,
    );
    if (held.every(({ mergedInto }) => mergedInto === null)) return roots;
  }
}

/** Groups of users that are the same, each with the smallest id as its representative. */
class Groups {
  readonly #parents = new Map<string, string>();

  find(userId: string): string {
    let root = userId;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) {
      root = next;
    }
    if (root !== userId) this.#parents.set(userId, root);
    return root;
  }

  join(left: string, right: string): void {
    const [one, other] = [this.find(left), this.find(right)];
    if (one < other) this.#parents.set(other, one);
    else if (other < one) this.#parents.set(one, other);
  }
}

/** @returns the user of each entry, what any other is called after the merges, and who is new */
async function write(
  context: StoreContext,
  wanted: Resolution,
  sourceId: string | null,
): Promise<{ userIds: string[]; canonical: (userId: string) => string; made: string[] }> {
  const now = context.shared.clock();
  const names = [...new Set(wanted.names)];
  const fresh = await context.rows(
    sql<{ userId: string }>`insert into users (user_id, created_at)
      select user_id, ${now}::bigint
      from ${unnest('users', names, { user_id: key((name: string) => name) })}
      order by user_id on conflict do nothing returning user_id as "userId"`,
  );
  await refuseErased(
    context,
    fresh.map(({ userId }) => userId),
  );
  await context.rows(sql`insert into external_ids (kind, value, user_id)
    select kind, value, user_id from ${wanted.input()} order by kind, value on conflict do nothing`);
  if (sourceId !== null) {
    await context.rows(sql`insert into external_id_sources (kind, value, source_id)
      select kind, value, ${checkKey(sourceId, 'external_id_sources.source_id')}
      from ${wanted.input()} order by kind, value on conflict do nothing`);
  }
  const owners = await context.rows(
    sql<ExternalId & { userId: string }>`select x.kind, x.value, x.user_id as "userId"
      from ${wanted.input()} join external_ids x on x.kind = input.kind and x.value = input.value`,
  );
  const ownerOf = new Map(owners.map((row) => [placeOf(row), row.userId]));
  const roots = await holdRoots(context, [...new Set([...names, ...ownerOf.values()])]);
  const groups = new Groups();
  wanted.entries.forEach((entry, index) => {
    for (const externalId of entry) {
      groups.join(roots.get(wanted.names[index]!)!, roots.get(ownerOf.get(placeOf(externalId))!)!);
    }
  });
  const merges = [...new Set(roots.values())]
    .map((root) => ({ loser: root, survivor: groups.find(root) }))
    .filter(({ loser, survivor }) => loser !== survivor);
  await merge(context, merges, new Set(fresh.map(({ userId }) => userId)));
  const canonical = (userId: string) => groups.find(userId);
  const made = new Set(fresh.map(({ userId }) => userId));
  const before = new Set([...roots.values()].filter((root) => !made.has(root)).map(canonical));
  return {
    userIds: wanted.names.map((name) => canonical(roots.get(name)!)),
    canonical,
    made: [...made].map(canonical).filter((userId) => !before.has(userId)),
  };
}

/** Lets the survivors stand for the losers and for everything that was merged into them before. */
async function merge(
  context: StoreContext,
  merges: readonly { loser: string; survivor: string }[],
  fresh: ReadonlySet<string>,
): Promise<void> {
  if (merges.length === 0) return;
  context.distrustMemory();
  context.learn((memory) => {
    for (const { loser, survivor } of merges) memory.learnMerge(loser, survivor);
  });
  const now = context.shared.clock();
  const input = unnest('user_merges', merges, {
    loser: key((row) => row.loser),
    survivor: key((row) => row.survivor),
    merged_at: integer(() => now),
  });
  await context.rows(sql`with moved as (
      update users set merged_into = input.survivor from ${input}
      where users.user_id = input.loser or users.merged_into = input.loser
      returning users.user_id, users.merged_into
    )
    insert into user_merges (user_id, merged_id, merged_at)
    select merged_into, user_id, ${now}::bigint from moved on conflict do nothing`);
  // An identity that was made just now has nothing yet that could change its survivor's profile.
  const survivors = merges.filter(({ loser }) => !fresh.has(loser)).map(({ survivor }) => survivor);
  await noteChanges(context, [...new Set(survivors)], 'merge');
}

/** See `UserTable.resolve`. */
export async function resolveUsers(
  context: StoreContext,
  entries: Entries,
  limits: IdentityLimits | null,
  sourceId: string | null,
  onMade: (userIds: readonly string[]) => void = () => undefined,
): Promise<string[]> {
  if (entries.length === 0) return [];
  const known = await whatIsKnown(context, entries, sourceId);
  const open = entries.filter((_entry, index) => known[index] === undefined);
  if (open.length === 0) return known as string[];
  return context.transaction(async (inside) => {
    const allowed = limits === null ? open : await withinLimits(inside, open, among(limits, known));
    const { userIds, canonical, made } = await write(inside, new Resolution(allowed), sourceId);
    onMade(made);
    inside.learn((memory) => {
      for (const [index, entry] of open.entries()) {
        // An entry that lost an id to the limits is judged anew each time.
        if (allowed[index]!.length === entry.length) {
          memory.learnEntry(entryKey(entry, sourceId), userIds[index]!);
        }
      }
    });
    const written = userIds.values();
    return known.map((root) => (root === undefined ? written.next().value! : canonical(root)));
  });
}

/** A list of ids with the source that must be known to have told them, as one text. */
const entryKey = (entry: readonly ExternalId[], sourceId: string | null): string =>
  entry.reduce((text, id) => `${text}\0${placeOf(id)}`, sourceId ?? '');

/** As `fromKnown`, by memory as far as it goes. */
async function whatIsKnown(
  context: StoreContext,
  entries: Entries,
  sourceId: string | null,
): Promise<(string | undefined)[]> {
  const { memory } = context;
  if (memory === null) return fromKnown(context, new Resolution(entries), sourceId);
  const keys = entries.map((entry) => entryKey(entry, sourceId));
  const known = keys.map((text) => memory.userOf(text));
  const places = known.flatMap((userId, place) => (userId === undefined ? [place] : []));
  if (places.length === 0) return known;
  const wanted = new Resolution(places.map((place) => entries[place]!));
  const read = await fromKnown(context, wanted, sourceId);
  read.forEach((userId, index) => {
    known[places[index]!] = userId;
  });
  context.learn((lasting) => {
    read.forEach((userId, index) => {
      if (userId !== undefined) lasting.learnEntry(keys[places[index]!]!, userId);
    });
  });
  return known;
}

/** The limits for those entries alone that are still open, in their order. */
function among(
  { most, explicit }: IdentityLimits,
  known: readonly (string | undefined)[],
): IdentityLimits {
  const places = known.flatMap((root, index) => (root === undefined ? [index] : []));
  const left = places.flatMap((place, index) => (explicit.has(place) ? [index] : []));
  return { most, explicit: new Set(left) };
}
