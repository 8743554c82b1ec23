import type { EncodedProfile } from '../fusion/index.ts';
import { UserSample } from './user-sample.ts';

/** Fewer say too little of a user. */
const EVENTS_OBSERVED = 5;
/** Between two observations of a user: whoever does a thousand things a day must not decide for everybody. */
const OBSERVED_EVERY_MS = 86_400_000;
/** Users whose sums are remembered at most; with three modalities each takes some 450 bytes. */
const REMEMBERED = 50_000;

/** What of a choice tells how the policy does. */
type Gained = Pick<EncodedProfile['adaptation'][number], 'modality' | 'gain' | 'judged'>;

/** What the policy gained in a modality, and on how many events, when the user was last seen. */
interface Sums {
  readonly modality: string;
  gain: number;
  judged: number;
}

/** A user of the sample. */
interface Watched {
  seenAt: number;
  observedAt: number;
  /** Since the last observation, in all modalities. */
  gain: number;
  events: number;
  readonly sums: Sums[];
}

/**
 * Turns the sums that profiles tell into observations of a policy beside the equal mixture. One observation is
 * one user's mean difference in reward an event, policy less equal mixture, over all that they did in all modalities
 * since their last one: at least 5 judged events, and at most one observation a user in 24 hours. Where there
 * are more users than are remembered, it is made of a sample of them, by their ids. Each process has its own:
 * where users go to another process and come back, what they did there is weighed once more with what follows.
 */
export class ObservedGains {
  readonly #sample: UserSample<Watched>;

  constructor(remembered = REMEMBERED) {
    this.#sample = new UserSample(remembered);
  }

  /** Users who are watched, and which share of all users they are a sample of. */
  get watched(): { readonly users: number; readonly share: number } {
    const { users, share } = this.#sample;
    return { users, share };
  }

  /**
   * @param cameAt when the user's last event was, which is not when the profile was made: one is made every day of
   * those too who do not come any more. In milliseconds since the epoch, as `now` is
   * @returns an observation, if what came since the last time makes one
   */
  see(userId: string, choices: readonly Gained[], cameAt: number, now: number): number | null {
    if (!this.#sample.has(userId)) return null;
    const watched = this.#sample.get(userId);
    // Of a clock that goes ahead, an event may be of later.
    const seenAt = Math.min(cameAt, now);
    if (watched === undefined) {
      this.#meet(userId, choices, seenAt, now);
      return null;
    }
    watched.seenAt = seenAt;
    for (const choice of choices) add(watched, choice);
    const { gain, events, observedAt } = watched;
    if (events < EVENTS_OBSERVED || now - observedAt < OBSERVED_EVERY_MS) return null;
    Object.assign(watched, { gain: 0, events: 0, observedAt: now });
    return gain / events;
  }

  /** A later policy of the same model: its sums began at nothing, and nobody must be met anew for that. */
  begin(): void {
    for (const watched of this.#sample.values()) {
      watched.gain = 0;
      watched.events = 0;
      watched.sums.length = 0;
    }
  }

  clear(): void {
    this.#sample.clear();
  }

  /** What was gained before a user is met may have taught the policy, or been observed before a restart. */
  #meet(userId: string, choices: readonly Gained[], seenAt: number, now: number): void {
    // Most users of a shop never come so far, and would take the room of others.
    if (choices.every(({ judged }) => judged === 0)) return;
    const sums = choices.map(({ modality, gain, judged }) => ({ modality, gain, judged }));
    const observedAt = Number.NEGATIVE_INFINITY;
    this.#sample.set(userId, { seenAt, observedAt, gain: 0, events: 0, sums }, now);
  }
}

/** Adds what a modality gained since the user was last seen. */
function add(watched: Watched, { modality, gain, judged }: Gained): void {
  const known = watched.sums.find((sums) => sums.modality === modality);
  if (known === undefined) {
    watched.gain += gain;
    watched.events += judged;
    watched.sums.push({ modality, gain, judged });
    return;
  }
  // Fewer than before: a correction, a deletion, or the beginning was left behind.
  if (judged >= known.judged) {
    watched.gain += gain - known.gain;
    watched.events += judged - known.judged;
  }
  known.gain = gain;
  known.judged = judged;
}
