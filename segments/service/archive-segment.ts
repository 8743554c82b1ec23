import type { MembershipRow, Page, SegmentRow, Store } from '../../store/index.ts';
import { dependenciesOf } from '../rules/dependencies-of.ts';
import { readSegments } from './active-segments.ts';
import { SegmentError } from './segment-error.ts';

const MEMBERS_AT_ONCE = 500;

/** Ends a segment: every member leaves, which the history keeps, and no verdict remains. */
export async function archiveSegment(store: Store, id: string, at: number): Promise<void> {
  await store.transaction(async (inside) => {
    const referring = referringTo(id, await inside.segments.all());
    if (referring.length > 0) {
      throw new SegmentError(
        `Segment ${id} cannot be archived because other segments refer to it: ` +
          `${referring.join(', ')}. Change or archive those first.`,
      );
    }
    await inside.segments.archive(id, at);
    await emptySegment(inside, id, at);
  });
}

/** The ids of the segments whose rules refer to a segment, or that resemble its members. */
export function referringTo(id: string, rows: readonly SegmentRow[]): string[] {
  const { rules, scored } = readSegments(rows);
  return [
    ...rules.filter(({ rule }) => dependenciesOf(rule).segments.has(id)),
    ...scored.filter(({ definition: { ask } }) => 'like' in ask && ask.like.segment === id),
  ].map((segment) => segment.id);
}

/** Lets every member leave, which the history keeps, and forgets every verdict. */
export async function emptySegment(store: Store, id: string, at: number): Promise<void> {
  for (;;) {
    // Whoever has left is no longer on the first page.
    const page: Page<MembershipRow> = await store.memberships.members(id, {
      first: MEMBERS_AT_ONCE,
    });
    if (page.rows.length === 0) break;
    await store.memberships.replace(
      page.rows.map(({ row: { since: _since, ...membership } }) => ({
        ...membership,
        member: false,
        validUntil: null,
        at,
      })),
    );
  }
  await store.memberships.removeSegment(id);
}
