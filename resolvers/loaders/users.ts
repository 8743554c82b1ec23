import type { RecommendationReasons } from '../../profiles/index.ts';
import type { EventRow, ExternalId, MembershipRow, Scalar } from '../../store/index.ts';
import type { Services } from '../context.ts';
import { batched } from './batched.ts';

const NO_TRAITS: Readonly<Record<string, Scalar>> = {};
const NO_IDS: readonly ExternalId[] = [];
const NO_ROWS: readonly MembershipRow[] = [];
const NO_EVENTS: readonly EventRow[] = [];

const NO_REASONS: RecommendationReasons = new Map();

export function createUserLoaders({ store, recommendationReasons }: Services) {
  const profiles = batched((ids) => store.profiles.byIds(ids), null);
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
    recommendationReasons: batched(async (ids) => {
      const rows = await Promise.all(ids.map((id) => profiles.load(id)));
      return recommendationReasons(rows.filter((row) => row !== null));
    }, NO_REASONS),
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
