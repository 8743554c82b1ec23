/** Differences beyond this count as this: the test needs bounds, and one user must not decide. */
const LARGEST = 1;
/** How seldom a lower bound may ever lie above the truth. */
const RISK = 0.05;
/** The largest bet, as a share of what is at stake. */
const LARGEST_BET = 0.5;

/** All that a test remembers; plain numbers, so that it can be stored. */
export interface GuardrailEvidence {
  /** Observations. Of people held out of training each made one; on live events somebody may make one a day. */
  readonly users: number;
  readonly sum: number;
  readonly squares: number;
  readonly bets: number;
  readonly betSum: number;
  readonly price: number;
}

const NO_EVIDENCE: GuardrailEvidence = {
  users: 0,
  sum: 0,
  squares: 0,
  bets: 0,
  betSum: 0,
  price: 0,
};

/**
 * A lower bound of the mean of paired differences that may be looked at after every observation: the
 * empirical-Bernstein confidence sequence with predictable bets (Waudby-Smith and Ramdas 2024, theorem
 * 2). Whenever it is looked at, and however often, it lies above the truth with a chance of at most 5%.
 *
 * One observation is one user's mean difference an event, cut at 1 either way: of somebody held out of training
 * over all their events, and on live events over what they did since their last observation (`ObservedGains` in
 * `profiles`). The truth is the mean of what each observation was expected to be, given those before it, so
 * that somebody who is observed again need not be independent of what they did before.
 */
export class GuardrailTest {
  #evidence: GuardrailEvidence;

  constructor(evidence: GuardrailEvidence = NO_EVIDENCE) {
    this.#evidence = evidence;
  }

  get evidence(): GuardrailEvidence {
    return this.#evidence;
  }

  get users(): number {
    return this.#evidence.users;
  }

  /** Takes in one observation: a user's mean reward an event above the equal mixture's. */
  observe(difference: number): void {
    const { users, sum, squares, bets, betSum, price } = this.#evidence;
    const cut = Math.max(-LARGEST, Math.min(LARGEST, difference));
    const x = (cut + LARGEST) / (2 * LARGEST);
    // What was known before this observation decides the bet on it.
    const mean = (0.5 + sum) / (users + 1);
    const variance = (0.25 + squares) / (users + 1);
    const count = users + 1;
    const bet = Math.min(
      LARGEST_BET,
      Math.sqrt((2 * Math.log(1 / RISK)) / (variance * count * Math.log(1 + count))),
    );
    const newMean = (0.5 + sum + x) / (count + 1);
    this.#evidence = {
      users: count,
      sum: sum + x,
      squares: squares + (x - newMean) ** 2,
      bets: bets + bet,
      betSum: betSum + bet * x,
      price: price + (x - mean) ** 2 * (-Math.log(1 - bet) - bet),
    };
  }

  /** Of the mean difference; the least possible without evidence. */
  get lowerBound(): number {
    const { bets, betSum, price } = this.#evidence;
    if (bets === 0) return -LARGEST;
    const bound = betSum / bets - (Math.log(1 / RISK) + price) / bets;
    return Math.max(-LARGEST, 2 * LARGEST * bound - LARGEST);
  }
}
