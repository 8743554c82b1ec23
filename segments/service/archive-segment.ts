import type { MembershipRow, Page, Store } from '../../store/index.ts';
import { dependenciesOf } from '../rules/dependencies-of.ts';
import { readSegments } from './active-segments.ts';
import { SegmentError } from './segment-error.ts';

const MEMBERS_AT_ONCE = 500;

/** Ends a segment: every member leaves, which the history keeps, and no verdict remains. */
export async function archiveSegment(store: Store, id: string, at: number): Promise<void> {
  await store.transaction(async (inside) => {
    const { rules } = readSegments(await inside.segments.all());
    const referring = rules.filter(({ rule }) => dependenciesOf(rule).segments.has(id));
    if (referring.length > 0) {
      throw new SegmentError(
        `Segment ${id} cannot be archived because other segments refer to it: ` +
          `${referring.map((segment) => segment.id).join(', ')}. Change or archive those first.`,
      );
    }
    await inside.segments.archive(id, at);
    for (;;) {
      // Whoever has left is no longer on the first page.
      const page: Page<MembershipRow> = await inside.memberships.members(id, {
        first: MEMBERS_AT_ONCE,
      });
      if (page.rows.length === 0) break;
      await inside.memberships.replace(
        page.rows.map(({ row: { since: _since, ...membership } }) => ({
          ...membership,
          member: false,
          validUntil: null,
          at,
        })),
      );
    }
    await inside.memberships.removeSegment(id);
  });
}
