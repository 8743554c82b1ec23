/** What became of the learned segments of before. */
export interface SegmentsBefore {
  /** [profiles], the segment that each was in; null for none. */
  readonly segmentOf: readonly (string | null)[];
  /** What each segment is called, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** A segment of before that a group took members from. */
export interface Ancestor {
  readonly segmentId: string;
  /** Of the group's members, the share that was in that segment. */
  readonly shared: number;
  /** Of that segment's members, the share that is in the group. */
  readonly kept: number;
}

/** Where a group comes from. */
export interface Lineage {
  /** The segment that the group is; null for a new one. */
  readonly heirOf: string | null;
  /**
   * `SAME` where it is a segment of before, `MERGED` where it holds most members of several, `SPLIT`
   * where most of its members come from one that is in several now, `NEW` otherwise.
   */
  readonly change: 'SAME' | 'MERGED' | 'SPLIT' | 'NEW';
  /** Those that gave or lost a tenth or more, the largest share of the group first. */
  readonly ancestors: readonly Ancestor[];
}

/** A smaller share is chance. */
const TOLD = 0.1;

/**
 * Tells which groups are the segments of before. A group is the same segment where most of its members
 * come from it and it has most of that segment's members: two majorities, so that no two groups can be
 * the same segment, and none two segments.
 * @param assignment [profiles], the groups of now
 */
export function matchGroups(
  { segmentOf }: SegmentsBefore,
  assignment: ArrayLike<number>,
  count: number,
): Lineage[] {
  const before = new Map<string, number>();
  const sizes = new Int32Array(count);
  const both = Array.from({ length: count }, () => new Map<string, number>());
  segmentOf.forEach((segmentId, profile) => {
    const group = assignment[profile];
    sizes[group] += 1;
    if (segmentId === null) return;
    before.set(segmentId, (before.get(segmentId) ?? 0) + 1);
    both[group].set(segmentId, (both[group].get(segmentId) ?? 0) + 1);
  });
  return both.map((shared, group) => {
    const ancestors = [...shared]
      .map(([segmentId, members]) => ({
        segmentId,
        shared: members / sizes[group],
        kept: members / before.get(segmentId)!,
      }))
      .filter((ancestor) => ancestor.shared >= TOLD || ancestor.kept >= TOLD)
      .sort((left, right) => right.shared - left.shared);
    return { ...originOf(ancestors), ancestors };
  });
}

function originOf(ancestors: readonly Ancestor[]): Pick<Lineage, 'heirOf' | 'change'> {
  const swallowed = ancestors.filter(({ kept }) => kept > 0.5);
  const heir = swallowed.find(({ shared }) => shared > 0.5);
  if (heir !== undefined) {
    return { heirOf: heir.segmentId, change: swallowed.length > 1 ? 'MERGED' : 'SAME' };
  }
  if (swallowed.length > 1) return { heirOf: null, change: 'MERGED' };
  const split = ancestors.some(({ shared }) => shared > 0.5);
  return { heirOf: null, change: split ? 'SPLIT' : 'NEW' };
}
