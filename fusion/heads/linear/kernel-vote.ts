import { type Kernel, kernelRidge } from './kernel-ridge.ts';

/** One way to look at users, at one strength. */
export interface KernelCandidate {
  readonly name: string;
  readonly kernel: Kernel;
  readonly l2: number;
}

export interface KernelVote {
  /** [labels][asked] */
  readonly scores: readonly Float64Array[];
  /** Which candidates voted. */
  readonly chosen: readonly string[];
}

/**
 * Averages the ridge scores of the `voters` candidates that are least wrong about labelled users left
 * out; nothing but the labelled users' labels decides.
 * @param labels [labels][labelled], the classes of one trait
 */
export function kernelVote(
  candidates: readonly KernelCandidate[],
  labelled: Int32Array,
  labels: readonly Float64Array[],
  asked: Int32Array,
  voters: number,
): KernelVote {
  const fitted = candidates.map(({ name, kernel, l2 }) => {
    const results = kernelRidge(kernel, labelled, labels, asked, l2);
    const error = results.reduce(
      (sum, { leftOut }, label) =>
        leftOut.reduce((total, score, at) => total + (score - labels[label][at]) ** 2, sum),
      0,
    );
    return { name, error, scores: results.map((result) => result.asked) };
  });
  const best = fitted.sort((left, right) => left.error - right.error).slice(0, voters);
  return {
    chosen: best.map(({ name }) => name),
    scores: labels.map((_, label) =>
      Float64Array.from(
        asked,
        (_, at) => best.reduce((sum, { scores }) => sum + scores[label][at], 0) / best.length,
      ),
    ),
  };
}
