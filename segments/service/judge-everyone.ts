import type { MembershipChange, Store } from '../../store/index.ts';

/** What a pass over memberships did. */
export interface UpkeepReport {
  readonly users: number;
  readonly entered: number;
  readonly left: number;
}

/** Judges some users by what one store speaks of. */
export type JudgeSome = (
  store: Store,
  userIds: readonly string[],
) => Promise<readonly MembershipChange[]>;

const USERS_AT_ONCE = 200;

/**
 * Judges everybody for each model that is kept current, the serving one first. A model that begins to
 * serve meanwhile is judged as a whole, like every other: its users are not divided among two.
 * @param served as everybody sees it
 * @param onProgress told of the users that were judged for the first model
 * @returns the users of one model, and who entered and left by what serves
 */
export async function judgeForEveryModel(
  served: Store,
  judge: JudgeSome,
  onProgress?: (users: number) => void,
): Promise<UpkeepReport> {
  const done = new Set<string>();
  let report: UpkeepReport | null = null;
  for (;;) {
    const model = await nextModel(served, done);
    if (model === null && report !== null) return report;
    const store = model === null ? served : served.ofModel(model);
    const judged = await judgePages(store, judge, report === null ? onProgress : undefined);
    if (model !== null) done.add(model);
    report = report === null ? judged : withMoves(report, judged);
  }
}

/** Judges everybody by what one store speaks of. */
export async function judgePages(
  store: Store,
  judge: JudgeSome,
  onProgress?: (users: number) => void,
): Promise<UpkeepReport> {
  const report = { users: 0, entered: 0, left: 0 };
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['users']['page']>> = await store.users.page({
      first: USERS_AT_ONCE,
      after,
    });
    const userIds = page.rows.map(({ row }) => row.userId);
    countMoves(await judge(store, userIds), report);
    report.users += userIds.length;
    onProgress?.(report.users);
    after = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
  } while (after !== null);
  return report;
}

/** Adds who entered and who left to a report. */
export function countMoves(
  changes: readonly MembershipChange[],
  report: { entered: number; left: number },
): void {
  for (const { change } of changes) report[change] += 1;
}

async function nextModel(served: Store, done: ReadonlySet<string>): Promise<string | null> {
  const serving = await served.models.serving();
  if (serving === null) return null;
  if (!done.has(serving.id)) return serving.id;
  const beside = await served.models.beside();
  return beside.find(({ id }) => !done.has(id))?.id ?? null;
}

function withMoves(report: UpkeepReport, { entered, left }: UpkeepReport): UpkeepReport {
  return { ...report, entered: report.entered + entered, left: report.left + left };
}
