import { type GuardrailEvidence, GuardrailTest } from '../fusion/index.ts';

/** How one model foretold one event: NDCG@10 (0 to 1) and the log-likelihood, in nats. */
export interface Foretold {
  readonly ndcg: number;
  readonly logLikelihood: number;
}

type Figure = keyof Foretold;
const FIGURES: readonly Figure[] = ['ndcg', 'logLikelihood'];

/** One figure of two models on the same events. */
export interface PairedFigure {
  /** Means over users. */
  readonly candidate: number;
  readonly serving: number;
  /**
   * Bounds of the mean difference, candidate less serving, that may be looked at after every user: each
   * is wrong with a chance of at most 5%, however often it is looked at. Differences beyond 1 count as 1.
   */
  readonly low: number;
  readonly high: number;
}

/** What a comparison has found so far. */
export interface Compared extends Readonly<Record<Figure, PairedFigure>> {
  readonly users: number;
}

interface StoredFigure {
  readonly candidate: number;
  readonly serving: number;
  readonly above: GuardrailEvidence | null;
  readonly below: GuardrailEvidence | null;
}

/** All that a comparison remembers, as plain data. */
export interface StoredComparison extends Readonly<Record<Figure, StoredFigure>> {
  readonly users: number;
}

const EMPTY: StoredFigure = { candidate: 0, serving: 0, above: null, below: null };
const NOTHING: StoredComparison = { users: 0, ndcg: EMPTY, logLikelihood: EMPTY };

/** Takes in one user, of whom both models foretold the same event. */
export function withUser(
  stored: StoredComparison | null,
  candidate: Foretold,
  serving: Foretold,
): StoredComparison {
  const before = stored ?? NOTHING;
  const figures = FIGURES.map((name): [Figure, StoredFigure] => {
    const own = before[name];
    const difference = candidate[name] - serving[name];
    const taken = (evidence: GuardrailEvidence | null, value: number) => {
      const test = new GuardrailTest(evidence ?? undefined);
      test.observe(value);
      return test.evidence;
    };
    return [
      name,
      {
        candidate: own.candidate + candidate[name],
        serving: own.serving + serving[name],
        above: taken(own.above, difference),
        below: taken(own.below, -difference),
      },
    ];
  });
  return {
    users: before.users + 1,
    ...(Object.fromEntries(figures) as Record<Figure, StoredFigure>),
  };
}

/** What a stored comparison says; null before the first user. */
export function comparedBy(stored: StoredComparison | null): Compared | null {
  if (stored === null || stored.users === 0) return null;
  const figure = ({ candidate, serving, above, below }: StoredFigure): PairedFigure => ({
    candidate: candidate / stored.users,
    serving: serving / stored.users,
    low: new GuardrailTest(above ?? undefined).lowerBound,
    // Without the sign of a zero.
    high: 0 - new GuardrailTest(below ?? undefined).lowerBound,
  });
  return {
    users: stored.users,
    ndcg: figure(stored.ndcg),
    logLikelihood: figure(stored.logLikelihood),
  };
}
