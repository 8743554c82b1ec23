/** One answer to a campaign: on which of its days, of how many; both from 1. */
export interface Answer {
  readonly day: number;
  readonly days: number;
}

/** Mean delays that are tried, in days, a twentieth apart; the last is as good as no preference for early days. */
const DELAYS = Array.from({ length: 100 }, (_, step) => 3 * 1.05 ** step);

/**
 * The delay that makes answers likeliest, where they come ever more rarely as a campaign goes on: an
 * exponential cut off at its end, as for conversions (Chapelle 2014).
 * @param answers to campaigns that have ended: of others the late ones are not known
 * @returns days; the greatest that is tried where there are no answers
 */
export function fitAnswerDelay(answers: readonly Answer[]): number {
  const likelihood = (delay: number): number =>
    answers.reduce(
      (sum, { day, days }) =>
        sum + Math.log(shareAnswered(delay, day, days) - shareAnswered(delay, day - 1, days)),
      0,
    );
  return DELAYS.map((delay) => ({ delay, value: likelihood(delay) })).reduce((best, tried) =>
    tried.value >= best.value ? tried : best,
  ).delay;
}

/** Of those who will answer a campaign of so many days, the share who have when `watched` are over. */
export function shareAnswered(delay: number, watched: number, days: number): number {
  if (watched >= days) return 1;
  return Math.expm1(-watched / delay) / Math.expm1(-days / delay);
}
