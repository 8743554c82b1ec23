import type { ScoredItem } from '../../fusion/index.ts';
import type { RecommendationReasons } from '../../profiles/index.ts';
import type { EventRow, ExternalId, MembershipRow, Scalar } from '../../store/index.ts';
import type { Services } from '../context.ts';
import { batched } from './batched.ts';

const NO_TRAITS: Readonly<Record<string, Scalar>> = {};
const NO_IDS: readonly ExternalId[] = [];
const NO_ROWS: readonly MembershipRow[] = [];
const NO_EVENTS: readonly EventRow[] = [];

const NO_ITEMS: readonly ScoredItem[] = [];
const NO_REASONS: RecommendationReasons = new Map();

export function createUserLoaders({ store, recommender }: Services) {
  const profiles = batched((ids) => store.profiles.byIds(ids), null);
  const served = async (ids: readonly string[]) =>
    (await Promise.all(ids.map((id) => profiles.load(id)))).filter((row) => row !== null);
  return {
    /** What a user id is called today; null where nobody has it. */
    canonicalUsers: batched(async (ids) => {
      const [known, canonical] = await Promise.all([
        store.users.exists(ids),
        store.users.canonical(ids),
      ]);
      return new Map(ids.filter((id) => known.has(id)).map((id) => [id, canonical.get(id) ?? id]));
    }, null),
    externalIds: batched<readonly ExternalId[], readonly ExternalId[]>(
      (ids) => store.users.externalIds(ids),
      NO_IDS,
    ),
    traits: batched<Readonly<Record<string, Scalar>>, Readonly<Record<string, Scalar>>>(
      (ids) => store.users.traits(ids),
      NO_TRAITS,
    ),
    profiles,
    recommendations: batched<readonly ScoredItem[], readonly ScoredItem[]>(
      async (ids) => recommender.of(await served(ids)),
      NO_ITEMS,
    ),
    recommendationReasons: batched(
      async (ids) => recommender.reasons(await served(ids)),
      NO_REASONS,
    ),
    /** Everything stored of a user comes with or before this sequence. */
    lastSequences: batched((ids) => store.events.lastSequenceOf(ids), 0),
    memberships: batched<readonly MembershipRow[], readonly MembershipRow[]>(
      (ids) => store.memberships.ofUsers(ids),
      NO_ROWS,
    ),
    events: batched<readonly EventRow[], readonly EventRow[]>(
      (ids) => store.events.ofUsers(ids),
      NO_EVENTS,
    ),
  };
}
