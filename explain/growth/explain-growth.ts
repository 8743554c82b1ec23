import type { Event } from '../../fusion/index.ts';
import { dependenciesOf, type Language, parseRule } from '../../segments/index.ts';
import type { MembershipFlow, Store } from '../../store/index.ts';
import { categoriesOf } from '../attribution/categories.ts';
import { ExplainError } from '../explain-error.ts';
import type { Explanation } from '../explanation.ts';
import type { Open } from '../open-explanation.ts';

/** What somebody's membership changed by. */
export type GrowthReason = 'EVENTS' | 'TIME' | 'DEFINITION' | 'MODEL' | 'OTHERS';

/** Users who entered or left for one and the same reason. */
export interface GrowthCause {
  readonly change: 'entered' | 'left';
  readonly reason: GrowthReason;
  /** The kind of event that weighed most, for people to read: `purchases in garden`; null for other reasons. */
  readonly events: string | null;
  readonly users: number;
  /** One of them with the event that weighed most. */
  readonly example: { readonly userId: string; readonly eventId: string | null };
}

/** Why a segment is larger or smaller than it was. */
export interface SegmentGrowth {
  readonly segmentId: string;
  readonly from: number;
  readonly until: number;
  readonly before: number;
  readonly after: number;
  readonly entered: number;
  readonly left: number;
  /** So many of those who entered or left were explained; all where there are no more. */
  readonly explained: number;
  /** Of those who were explained, the most frequent first; their users sum to `explained`. */
  readonly causes: readonly GrowthCause[];
}

/** What a user's explanation is asked from. */
export type Ask = (userId: string, segmentId: string, at: number) => Promise<Open<Explanation>>;

/** Explaining everybody who ever moved would take too long; these stand for them. */
const MOST_EXPLAINED = 200;

/**
 * Decomposes the growth of a segment between two instants into who entered and left, and each of these
 * into the events that did it: the weightiest of the evidence at that moment that had not been there
 * before. Without any such event it was the clock, a new definition or model, or other people.
 * @throws {ExplainError} where there was no such segment at the second instant
 */
export async function explainGrowth(
  store: Store,
  ask: Ask,
  segmentId: string,
  from: number,
  until: number,
  language: Language,
): Promise<SegmentGrowth> {
  const versions = await store.segments.versions(segmentId);
  if (!versions.some(({ at }) => at <= until)) {
    throw new ExplainError('segment', 'There was no such segment yet at that instant.');
  }
  const versionBefore = versions.findLast(({ at }) => at <= from)?.version ?? null;
  const latest = versions.findLast(({ at }) => at <= until)!;
  const readsOthers =
    latest.kind === 'RULE' && dependenciesOf(parseRule(latest.definition)).friends;
  const since = { segmentId, from, versionBefore, readsOthers };
  const { users, ...flows } = await store.memberships.flows(segmentId, from, until, MOST_EXPLAINED);
  const causes = new Map<string, GrowthCause>();
  for (const flow of users) {
    const cause = await causeOf(store, ask, flow, since, language);
    const key = `${cause.change}\0${cause.reason}\0${cause.events}`;
    const known = causes.get(key);
    causes.set(key, known === undefined ? cause : { ...known, users: known.users + 1 });
  }
  return {
    ...{ segmentId, from, until, ...flows, explained: users.length },
    causes: [...causes.values()].sort((left, right) => right.users - left.users),
  };
}

interface Since {
  readonly segmentId: string;
  readonly from: number;
  readonly versionBefore: number | null;
  /** Whether the segment asks about other users. */
  readonly readsOthers: boolean;
}

async function causeOf(
  store: Store,
  ask: Ask,
  { userId, change, at, segmentVersion }: MembershipFlow,
  { segmentId, from, versionBefore, readsOthers }: Since,
  language: Language,
): Promise<GrowthCause> {
  const cause = (reason: GrowthReason): GrowthCause => {
    return { change, reason, events: null, users: 1, example: { userId, eventId: null } };
  };
  if (versionBefore !== segmentVersion) return cause('DEFINITION');
  const [served, then] = await Promise.all([
    store.profiles.asOf(userId, from),
    store.profiles.asOf(userId, at),
  ]);
  if (served !== null && served.modelId !== then?.modelId) return cause('MODEL');
  const { ranked } = await ask(userId, segmentId, at);
  const known = served?.throughSequence ?? 0;
  const rows = await store.events.ofUsers([userId], {
    throughSequence: new Map([[userId, then?.throughSequence ?? 0]]),
  });
  const events = rows.get(userId) ?? [];
  const fresh = new Map(
    events.filter(({ sequence }) => sequence > known).map((event) => [event.id, event]),
  );
  const first = ranked.find(({ eventId }) => fresh.has(eventId));
  if (first !== undefined) {
    const event = fresh.get(first.eventId)!;
    const kind = await kindOf(store, event, language);
    return { ...cause('EVENTS'), events: kind, example: { userId, eventId: event.id } };
  }
  // None of the user's own events is new among what decided: the clock did it, or somebody else.
  return cause(readsOthers ? 'OTHERS' : 'TIME');
}

/** What people call events like this one. */
async function kindOf(store: Store, event: Event, { phrases, wordsOf }: Language): Promise<string> {
  const categoryOf = await categoriesOf(store, [{ userId: '', events: [event], traits: {} }]);
  const category = categoryOf(event);
  const { modality, type } = event;
  const query = { modality, type, ...(category !== null && { where: { category } }) };
  return phrases.events(query, 2, wordsOf);
}
