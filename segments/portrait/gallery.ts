import type { SegmentRow } from '../../store/index.ts';
import type { LabelOf } from '../learned/differences.ts';
import { compareFeatures, type FeatureComparison } from './feature-differences.ts';
import type { FeatureValues } from './feature-values.ts';
import { FEWEST } from './few.ts';
import { betweenCentres, type Positions, positionsOf } from './positions.ts';
import { type MemberPlace, type ShownMembers, showMembers } from './shown-members.ts';

/** A segment with those of its members who were looked at. */
export interface HungSegment extends Pick<SegmentRow, 'id' | 'kind' | 'name' | 'createdAt'> {
  /** Places of members in the gallery's values, in the order in which they were drawn. */
  readonly members: readonly MemberPlace[];
  /** The places of all who are members, those included that were drawn for another segment. */
  readonly all: ReadonlySet<number>;
}

/** All that portraits are painted from: users with their features, and who is in which segment. */
export interface Gallery {
  readonly userIds: readonly string[];
  readonly features: readonly FeatureValues[];
  /** Places of users drawn from everybody; more were drawn of small segments. */
  readonly everybody: readonly number[];
  readonly segments: readonly HungSegment[];
}

/** The segment that is most like another. */
export interface NearestSegment {
  readonly segmentId: string;
  readonly name: string;
  /** Between the centres, in standard deviations of a feature (root mean square). */
  readonly distance: number;
  /** Of those who are in the one alone with those who are in the other alone. */
  readonly comparison: FeatureComparison;
}

/** What members' features say of a segment. */
export interface FeaturePortrait extends ShownMembers {
  /** With everybody else. */
  readonly comparison: FeatureComparison;
  readonly nearest: NearestSegment | null;
}

/** Some members of a segment and as many others, by their ids; no more than there are. */
export function pairUp(
  { userIds, everybody }: Gallery,
  { members, all }: HungSegment,
  count: number,
): { readonly members: readonly string[]; readonly others: readonly string[] } {
  return {
    members: members.slice(0, count).map(({ userId }) => userId),
    others: without(everybody, all)
      .slice(0, count)
      .map((user) => userIds[user]),
  };
}

/** What sets one segment of a gallery apart from everybody else, alone. */
export function compareWithOthers(
  { features, everybody }: Gallery,
  { members, all }: HungSegment,
  labelOf: LabelOf,
): FeatureComparison {
  const own = members.map(({ user }) => user);
  return compareFeatures(features, own, without(everybody, all), labelOf);
}

/** Paints one segment of a gallery. @param comparison what `compareWithOthers` gave */
export function paintFeatures(
  gallery: Gallery,
  segment: HungSegment,
  comparison: FeatureComparison,
  labelOf: LabelOf,
): FeaturePortrait {
  const positions = positionsOf(gallery.features);
  return {
    comparison,
    nearest: nearestOf(gallery, segment, positions, labelOf),
    ...showMembers(positions, segment.members, without(gallery.everybody, segment.all)),
  };
}

/** The nearest of the same kind, or of any kind where there is no other of the same. */
function nearestOf(
  { segments, features }: Gallery,
  segment: HungSegment,
  positions: Positions,
  labelOf: LabelOf,
): NearestSegment | null {
  const own = segment.members.map(({ user }) => user);
  if (own.length < FEWEST) return null;
  const centre = positions.centreOf(own);
  const others = segments
    .filter(({ id, members }) => id !== segment.id && members.length >= FEWEST)
    .map((other) => {
      const users = other.members.map(({ user }) => user);
      return { other, users, distance: betweenCentres(centre, positions.centreOf(users)) };
    });
  const alike = others.filter(({ other }) => other.kind === segment.kind);
  const [nearest] = (alike.length > 0 ? alike : others).sort(
    (left, right) => left.distance - right.distance || (left.other.id < right.other.id ? -1 : 1),
  );
  if (nearest === undefined) return null;
  const { other, users, distance } = nearest;
  return {
    ...{ segmentId: other.id, name: other.name, distance },
    comparison: compareFeatures(
      features,
      without(own, other.all),
      without(users, segment.all),
      labelOf,
    ),
  };
}

function without(users: readonly number[], those: ReadonlySet<number>): number[] {
  return users.filter((user) => !those.has(user));
}
