import type { ScoredItem } from '../../fusion/index.ts';
import type { RecommendationReasons } from '../../profiles/index.ts';
import type { EventRow, ExternalId, MembershipRow, ProfileRow, Scalar } from '../../store/index.ts';
import { batched } from './batched.ts';
import type { LoaderTable, ProfileLoader } from './table.ts';

const NO_TRAITS: Readonly<Record<string, Scalar>> = {};
const NO_IDS: readonly ExternalId[] = [];
const NO_ROWS: readonly MembershipRow[] = [];
const NO_EVENTS: readonly EventRow[] = [];

const NO_ITEMS: readonly ScoredItem[] = [];
const NO_REASONS: RecommendationReasons = new Map();

export const userLoaders = {
  /** What a user id is called today; null where nobody has it. */
  canonicalUsers: ({ services: { store } }) =>
    batched(async (ids) => {
      const [known, canonical] = await Promise.all([
        store.users.exists(ids),
        store.users.canonical(ids),
      ]);
      return new Map(ids.filter((id) => known.has(id)).map((id) => [id, canonical.get(id) ?? id]));
    }, null),
  externalIds: ({ services: { store } }) =>
    batched<readonly ExternalId[], readonly ExternalId[]>(
      (ids) => store.users.externalIds(ids),
      NO_IDS,
    ),
  traits: ({ services: { store } }) =>
    batched<Readonly<Record<string, Scalar>>, Readonly<Record<string, Scalar>>>(
      (ids) => store.users.traits(ids),
      NO_TRAITS,
    ),
  profiles: ({ services: { store } }) => batched((ids) => store.profiles.byIds(ids), null),
  recommendations: ({ services: { recommender } }, loaders) =>
    batched<readonly ScoredItem[], readonly ScoredItem[]>(
      async (ids) => recommender.of(await served(loaders, ids)),
      NO_ITEMS,
    ),
  recommendationReasons: ({ services: { recommender } }, loaders) =>
    batched(async (ids) => recommender.reasons(await served(loaders, ids)), NO_REASONS),
  /** Everything stored of a user comes with or before this sequence. */
  lastSequences: ({ services: { store } }) => batched((ids) => store.events.lastSequenceOf(ids), 0),
  memberships: ({ services: { store } }) =>
    batched<readonly MembershipRow[], readonly MembershipRow[]>(
      (ids) => store.memberships.ofUsers(ids),
      NO_ROWS,
    ),
  events: ({ services: { store } }) =>
    batched<readonly EventRow[], readonly EventRow[]>(
      (ids) => store.events.ofUsers(ids),
      NO_EVENTS,
    ),
} satisfies LoaderTable;

async function served(
  { profiles }: ProfileLoader,
  ids: readonly string[],
): Promise<readonly ProfileRow[]> {
  const rows = await Promise.all(ids.map((id) => profiles.load(id)));
  return rows.filter((row) => row !== null);
}
