import { type RawBuilder, sql } from 'kysely';
import { textArray } from './unnest.ts';

/** Rows of a person, all of which go. */
export interface ErasurePlace {
  /** As the receipt says it. */
  readonly what: string;
  readonly table: string;
  /** The columns that name users and are looked at. */
  readonly columns: readonly string[];
  readonly rows: (person: Ids) => RawBuilder<boolean>;
}

/** The ids that somebody has, inside: the canonical one and all that were merged into it. */
type Ids = readonly string[];

const own = (what: string, table: string, columns: readonly string[] = ['user_id']) => ({
  what,
  table,
  columns,
  rows: (ids: Ids) =>
    sql<boolean>`(${sql.join(
      columns.map((column) => sql`${sql.ref(column)} = any(${textArray(ids)})`),
      sql` or `,
    )})`,
});

/** Where somebody is found, in the order in which it is taken away: what is looked up by others first. */
export const ERASURE_PLACES: readonly ErasurePlace[] = [
  {
    what: 'changes that an audience refused',
    table: 'audience_dead_ends',
    columns: [],
    rows: (ids) => sql<boolean>`sequence in (
      select sequence from membership_history where user_id = any(${textArray(ids)}))`,
  },
  {
    what: 'ids of messages',
    table: 'inbox',
    columns: [],
    rows: (ids) => sql<boolean>`(source_id, id) in (
      select source_id, record_key from events where user_id = any(${textArray(ids)}))`,
  },
  own('events', 'events'),
  own('events of others that name the user', 'events', ['other_user_id']),
  own('trait values', 'traits'),
  own('consents', 'consents'),
  own("sources' words on consent", 'consent_words'),
  own('waiting changes', 'changes'),
  own('profiles with their vectors', 'profiles'),
  own('profile versions', 'profile_history'),
  own('memberships with their proofs', 'memberships'),
  own('entries and exits', 'membership_history'),
  own('failed encodings', 'encoding_failures'),
  own('model comparisons', 'model_comparison_users'),
  own('removals noted', 'user_removals'),
  own('merges', 'user_merges', ['user_id', 'merged_id']),
  {
    what: 'sources of external ids',
    table: 'external_id_sources',
    columns: [],
    rows: (ids) => sql<boolean>`(kind, value) in (
      select kind, value from external_ids where user_id = any(${textArray(ids)}))`,
  },
  own('external ids', 'external_ids'),
  own('identities', 'users', ['user_id', 'merged_into']),
];

/** Tables that are not emptied by row: what of a person is in them is taken out. */
export const CLEANED_TABLES: Readonly<Record<string, string>> = {
  dead_letters: 'what a letter holds goes where a value in it is one of the ids',
  segments: 'seeds of lookalike segments',
  segment_versions: 'seeds of lookalike segments, in every version',
  model_parts: 'what a model has learned of the one user: see `privacy/`',
};

/** Tables that erasing leaves alone, and why it may. */
export const KEPT_TABLES: Readonly<Record<string, string>> = {
  adaptation_guards: 'sums over many users',
  adaptation_revisions: 'weights that all users share; named on the receipt',
  audiences: 'how far each was delivered',
  consumers: 'places in the change feed',
  document_forms: 'keys and lists of names that many profiles have in common',
  erased_ids: 'keyed hashes, so that what comes late is turned away',
  erasure_farewells: 'the bare user id until everybody was told, then gone',
  erasure_key: 'the key of those hashes',
  erasures: 'receipts: counts and times',
  feed_floors: 'places in the histories',
  item_versions: 'what the shop sold',
  items: 'what the shop sells',
  leases: 'which process does what, and for how long',
  model_comparisons: 'sums over many users',
  model_promotions: 'which model served when',
  model_segments: 'which segments are of which model',
  models: 'settings and figures over many users; named on the receipt',
  segment_activations: 'which version of a segment held when',
  source_backfills: 'how far a range was read',
  source_controls: 'switches of sources',
  source_minutes: 'counts',
  source_quality: 'sums over many users',
  source_runs: 'counts',
  source_states: 'how far a stream was read; a key in it is replaced by the next reading',
  work_ranges: 'which process does what',
  workers: 'which processes there are',
};
