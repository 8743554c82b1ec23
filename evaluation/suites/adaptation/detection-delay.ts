import type { PlantedStreams } from './planted.ts';

/** Scores before this event are of streams that have hardly begun. */
const WARM = 40;
/** Only events whose taste is older than this can raise a false alarm. */
const SETTLED = 30;
/** A switch that is not noticed within so many events counts as this late. */
const LATEST = 40;

/** How late switches are noticed. */
export interface Delay {
  /** Events from the switch to the alarm; 0 is the switch's own event. */
  readonly mean: number;
  /** Share of the switches noticed within ten events. */
  readonly withinTen: number;
  readonly switches: number;
}

/**
 * Mean delay of an alarm that is raised where a score passes a threshold; the threshold is the one at
 * which a given share of the events long after any switch would raise a false one.
 * @param scores higher means a switch, of each event after it was seen, [users][events]
 */
export function detectionDelay(
  { switches }: Pick<PlantedStreams, 'switches'>,
  scores: readonly ArrayLike<number>[],
  falseAlarms = 0.02,
): Delay {
  const threshold = thresholdOf(switches, scores, falseAlarms);
  const delays: number[] = [];
  switches.forEach((own, user) => {
    for (let event = WARM; event + LATEST < own.length; event += 1) {
      if (own[event] === 0 || !isAlone(own, event)) continue;
      let delay = 0;
      while (delay < LATEST && scores[user][event + delay] <= threshold) delay += 1;
      delays.push(delay);
    }
  });
  const total = Math.max(1, delays.length);
  return {
    mean: delays.reduce((sum, delay) => sum + delay, 0) / total,
    withinTen: delays.filter((delay) => delay <= 10).length / total,
    switches: delays.length,
  };
}

function thresholdOf(
  switches: readonly Uint8Array[],
  scores: readonly ArrayLike<number>[],
  falseAlarms: number,
): number {
  const calm: number[] = [];
  switches.forEach((own, user) => {
    let since = Number.POSITIVE_INFINITY;
    for (let event = 0; event < own.length; event += 1) {
      since = own[event] === 1 ? 0 : since + 1;
      if (since > SETTLED && event > WARM) calm.push(scores[user][event]);
    }
  });
  const sorted = Float64Array.from(calm).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((1 - falseAlarms) * sorted.length))];
}

function isAlone(own: Uint8Array, event: number): boolean {
  for (let other = event - SETTLED; other < event + LATEST; other += 1) {
    if (other !== event && own[other] === 1) return false;
  }
  return true;
}

/** The mean of the last `span` scores of each stream, itself included. */
export function smooth(scores: readonly ArrayLike<number>[], span: number): Float64Array[] {
  return scores.map((own) =>
    Float64Array.from(own, (_, event) => {
      const from = Math.max(0, event - span + 1);
      let sum = 0;
      for (let at = from; at <= event; at += 1) sum += own[at];
      return sum / (event - from + 1);
    }),
  );
}
