export const DAY_MS = 86_400_000;
/** What a model was trained on may have ended so long before: a shop that takes files in once a week goes on. */
const ENDED_BEFORE_MS = 7 * DAY_MS;

/** The beginning of an instant's day in UTC. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/**
 * Whether a model's profiles age as days go by: see `ServingModel.goesWithClock`.
 * @param createdAt when it was trained
 * @param trainedThrough when what it was trained on ended
 */
export function goesWithClock(createdAt: number, trainedThrough: number): boolean {
  return createdAt - trainedThrough <= ENDED_BEFORE_MS;
}
