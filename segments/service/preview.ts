import { allHistories } from '../../profiles/index.ts';
import type { Store } from '../../store/index.ts';
import type { RuleDependencies } from '../rules/dependencies.ts';
import { dependenciesOf } from '../rules/dependencies-of.ts';
import { evaluateRule } from '../rules/evaluate-rule.ts';
import type { KnownVerdict } from '../rules/facts.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleProblem } from '../rules/rule-error.ts';
import { superfluousParts } from '../rules/sense/check-sense.ts';
import type { ScoredDefinition } from '../scored/scored-definition.ts';
import { wilsonInterval } from '../wilson-interval.ts';
import { gatherFacts } from './gather-facts.ts';
import { judgedFromStored } from './judged-user.ts';
import { knownVerdict } from './known-verdict.ts';

/** A segment that is stored, beside a rule that is not. */
export interface SegmentOverlap {
  readonly segmentId: string;
  /** How many of the preview's `members` it has. */
  readonly members: number;
}

/** Whom a segment would hold, before anything is stored. */
export interface SegmentPreview {
  /** How many users were judged, and how many there are. */
  readonly judged: number;
  readonly users: number;
  /** Of those judged. */
  readonly members: number;
  readonly unknown: number;
  /** Members among all users: exact where all were judged, otherwise an estimate. */
  readonly size: number;
  /** 95 % interval of the size (Wilson 1927). */
  readonly interval: readonly [number, number];
  readonly sample: readonly string[];
  /** The other segments that the members found are in, most of them first. */
  readonly overlaps: readonly SegmentOverlap[];
  /** Parts of the rule that change nothing or never hold. */
  readonly notes: readonly RuleProblem[];
  /** What its score came to; null for a rule. */
  readonly score: Pick<ScoredDefinition, 'threshold' | 'measured' | 'unmeasured'> | null;
}

/** How many users are judged at most. */
export interface PreviewOptions {
  readonly limit: number;
  /** Milliseconds after which no further users are read; the first page is judged in any case. */
  readonly withinMs?: number;
}

const USERS_AT_ONCE = 100;
/** Where everybody's friends are read as well, a page takes ten times as long. */
const WITH_FRIENDS_AT_ONCE = 20;
export const SAMPLE = 10;
const MOST_OVERLAPS = 20;

/**
 * Judges users by a rule and stores nothing. They come in the order of their ids, which are hashes, so
 * the first of them are a sample of all.
 */
export async function previewRule(
  store: Store,
  rule: Rule,
  now: number,
  { limit, withinMs = Number.POSITIVE_INFINITY }: PreviewOptions,
): Promise<SegmentPreview> {
  const end = performance.now() + withinMs;
  const dependencies = dependenciesOf(rule);
  const users = await store.users.count();
  const found: string[] = [];
  let judged = 0;
  let unknown = 0;
  const read = modalitiesRead(dependencies);
  const options = read === null ? {} : { modalities: read };
  const atOnce = dependencies.friends ? WITH_FRIENDS_AT_ONCE : USERS_AT_ONCE;
  for await (const histories of allHistories(store, atOnce, options)) {
    const ids = histories.map(({ userId }) => userId);
    const [rows, known] = await Promise.all([
      store.profiles.byIds(dependencies.readOuts.size > 0 || dependencies.places ? ids : []),
      dependencies.segments.size > 0 ? store.memberships.ofUsers(ids) : new Map<string, never[]>(),
    ]);
    const judgedUsers = histories.map((history) =>
      judgedFromStored(history, rows.get(history.userId) ?? null),
    );
    const factsOf = await gatherFacts(store, judgedUsers, dependencies);
    for (const user of judgedUsers.slice(0, limit - judged)) {
      const segments: Record<string, KnownVerdict> = Object.fromEntries(
        (known.get(user.userId) ?? []).map((row) => [row.segmentId, knownVerdict(row)]),
      );
      const { verdict } = evaluateRule(rule, factsOf(user, segments), now);
      judged += 1;
      if (verdict === 'UNKNOWN') unknown += 1;
      if (verdict === 'TRUE') found.push(user.userId);
    }
    if (judged >= limit || performance.now() >= end) break;
  }
  const members = found.length;
  const complete = judged >= users;
  const [low, high] = complete ? [members, members] : wilson(members, judged, users);
  const size = complete || judged === 0 ? members : Math.round((members / judged) * users);
  return {
    judged,
    users,
    members,
    unknown,
    size,
    interval: [low, high],
    sample: found.slice(0, SAMPLE),
    overlaps: await overlapsOf(store, found),
    notes: superfluousParts(rule),
    score: null,
  };
}

/** Whose events a rule reads; null where they may be of any modality. */
function modalitiesRead({ modalities, places, friends }: RuleDependencies): string[] | null {
  return places || friends ? null : [...modalities];
}

/** Which segments have some users already. */
export async function overlapsOf(
  store: Store,
  userIds: readonly string[],
): Promise<SegmentOverlap[]> {
  const counts = await store.memberships.countAmong(userIds);
  return [...counts]
    .map(([segmentId, members]) => ({ segmentId, members }))
    .sort((left, right) => right.members - left.members)
    .slice(0, MOST_OVERLAPS);
}

function wilson(found: number, of: number, scale: number): [number, number] {
  const [low, high] = wilsonInterval(found, of);
  return [Math.floor(low * scale), Math.ceil(high * scale)];
}
